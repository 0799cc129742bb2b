-- Which reports stand for a region in a year: one source for each official table, named, and the reports that are in it,
-- those that are lacking too. What one source holds no other adds to: a jurisdiction holds its departments.
-- Key: region, year, table_kind, series, agency_id
CREATE TABLE main.region_year_sources AS
WITH RECURSIVE inside AS (
  SELECT region, region AS part FROM main.regions
  UNION ALL
  SELECT inside.region, regions.region FROM inside JOIN main.regions ON regions.parent = inside.part
),
-- Admitted tables, each agency's first of a scope.
published AS (
  SELECT t.table_kind, r.year, t.scope, a.region, a.agency_id, a.kind, r.report_id, a.valid_from,
    r.year BETWEEN coalesce(a.valid_from, r.year) AND coalesce(a.valid_to, r.year) AS was_there
  FROM main.report_tables AS t JOIN main.reports AS r USING (report_id, revision)
  JOIN main.agencies AS a USING (agency_id)
  WHERE t.admitted AND t.table_kind IN ('2', '3', '4') AND t.n = 1 AND r.year IS NOT NULL AND a.region IS NOT NULL
  QUALIFY row_number() OVER (
    PARTITION BY a.agency_id, r.year, t.table_kind, t.scope ORDER BY r.scope <> t.scope, r.report_id
  ) = 1
),
-- What a region's own government (or its office) says of all below it, and of its departments alone; where it had two
-- in a year, one after the other, what the later one says.
whole AS (
  FROM published WHERE scope IN ('jurisdiction', 'level') AND kind IN ('government', 'office')
  QUALIFY row_number() OVER (
    PARTITION BY region, year, table_kind, scope 
    ORDER BY kind <> 'government', NOT was_there, valid_from DESC NULLS LAST, agency_id, report_id
  ) = 1
),
-- What an agency says of itself alone.
alone AS (
  SELECT o.table_kind, o.year, o.scope, a.region, o.agency_id, a.kind, o.report_id
  FROM main.agency_year_sources AS o JOIN main.agencies AS a USING (agency_id)
  WHERE a.region IS NOT NULL AND a.kind <> 'vertical'
),
-- A government's own desk is its office: what either says of itself is of one agency.
desk AS (
  SELECT o.agency_id AS office, g.agency_id AS government, o.valid_from, o.valid_to
  FROM main.agencies AS o JOIN main.agencies AS g ON g.agency_id = o.parent_agency_id
  WHERE o.kind = 'office' AND g.kind = 'government'
),
-- Of a table that both tell stands what that one says which tells more of the year's tables, so that the ratios of two
-- tables find both in one report; the office's where it is as many.
told AS (SELECT agency_id, year, count(*) AS tables FROM alone GROUP BY agency_id, year),
by_its_desk AS (
  SELECT DISTINCT CASE WHEN g.report_id IS NOT NULL AND more.tables > own.tables THEN d.office ELSE d.government END
    AS agency_id, o.year, o.table_kind
  FROM desk AS d JOIN alone AS o ON o.agency_id = d.office
    AND o.year BETWEEN coalesce(d.valid_from, o.year) AND coalesce(d.valid_to, o.year)
  JOIN told AS own ON (own.agency_id, own.year) = (d.office, o.year)
  LEFT JOIN told AS more ON (more.agency_id, more.year) = (d.government, o.year)
  LEFT JOIN alone AS g ON (g.agency_id, g.year, g.table_kind) = (d.government, o.year, o.table_kind)
),
-- Who speaks for a region next below another; of townships what they say of themselves is what there is.
below AS (
  SELECT r.parent, r.region, a.agency_id, a.kind, a.valid_from, a.valid_to
  FROM main.agencies AS a JOIN main.regions AS r USING (region)
  WHERE a.kind IN ('government', 'township') OR (a.kind = 'office' AND a.agency_id NOT IN (SELECT office FROM desk))
),
-- What a successor elsewhere says of an agency's last year, as one that counts below its region and as one of a sum.
taken_over AS (
  SELECT g.agency_id, g.year, w.table_kind
  FROM main.agency_last_years AS g JOIN main.agencies AS a USING (agency_id)
  JOIN whole AS w ON (w.region, w.year) = (g.successor_region, g.year)
  WHERE a.kind = 'government' AND w.scope = 'jurisdiction' AND g.successor_region IS DISTINCT FROM a.region
  UNION
  SELECT g.agency_id, g.year, o.table_kind
  FROM main.agency_last_years AS g JOIN main.agencies AS a USING (agency_id)
  JOIN alone AS o ON (o.agency_id, o.year) = (g.successor_id, g.year)
  WHERE a.kind = 'township'
),
renamed AS (
  SELECT g.agency_id, g.year, o.table_kind
  FROM main.agency_last_years AS g JOIN alone AS o ON (o.agency_id, o.year) = (g.successor_id, g.year)
  WHERE g.renamed
),
chosen AS (
  SELECT inside.region, one.year, one.table_kind,
    CASE
      WHEN bool_or(one.scope = 'jurisdiction' AND one.region = inside.region) THEN 'jurisdiction'
      WHEN bool_or(one.scope = 'level' AND one.region = inside.region) THEN 'level'
      ELSE 'sum'
    END AS source
  FROM inside JOIN (FROM whole UNION ALL BY NAME FROM alone) AS one ON one.region = inside.part
  GROUP BY ALL
)
SELECT c.region, c.year, c.table_kind, 'governments' AS series, c.source, w.agency_id, w.report_id
FROM chosen AS c JOIN whole AS w USING (region, year, table_kind) WHERE w.scope = c.source
UNION ALL
(
  SELECT c.region, c.year, c.table_kind, 'governments', c.source, coalesce(w.agency_id, o.agency_id, b.agency_id),
    coalesce(w.report_id, o.report_id)
  FROM chosen AS c JOIN below AS b ON b.parent = c.region AND c.year BETWEEN coalesce(b.valid_from, c.year)
    AND coalesce(b.valid_to, c.year)
  LEFT JOIN whole AS w ON b.kind <> 'township' AND w.scope = 'jurisdiction'
    AND (w.region, w.year, w.table_kind) = (b.region, c.year, c.table_kind)
  LEFT JOIN alone AS o ON b.kind = 'township' AND (o.agency_id, o.year, o.table_kind) = (b.agency_id, c.year, c.table_kind)
  WHERE c.source = 'level' AND (b.agency_id, c.year, c.table_kind) NOT IN (FROM taken_over)
    AND (coalesce(w.report_id, o.report_id) IS NOT NULL
      OR (b.agency_id, c.year) NOT IN (SELECT (agency_id, year) FROM main.agency_last_years))
  -- One for each region below, in a year of a merger too.
  QUALIFY row_number() OVER (
    PARTITION BY c.region, c.year, c.table_kind, b.region
    ORDER BY coalesce(w.agency_id, o.agency_id) IS DISTINCT FROM b.agency_id, b.kind = 'office',
      b.valid_from DESC NULLS LAST, b.agency_id
  ) = 1
)
UNION ALL
SELECT c.region, c.year, c.table_kind, 'governments', c.source, a.agency_id, o.report_id
FROM chosen AS c JOIN inside USING (region) JOIN main.agencies AS a ON a.region = inside.part AND a.kind <> 'vertical'
  AND c.year BETWEEN coalesce(a.valid_from, c.year) AND coalesce(a.valid_to, c.year)
LEFT JOIN alone AS o ON (o.agency_id, o.year, o.table_kind) = (a.agency_id, c.year, c.table_kind)
WHERE c.source = 'sum' AND (o.report_id IS NOT NULL OR a.agency_id NOT IN (SELECT office FROM desk))
  AND (a.agency_id, c.year, c.table_kind) NOT IN (FROM by_its_desk)
  AND (a.agency_id, c.year, c.table_kind) NOT IN (FROM renamed)
  AND (o.report_id IS NOT NULL OR (a.agency_id, c.year) NOT IN (SELECT (agency_id, year) FROM main.agency_last_years))
UNION ALL
SELECT s.region, s.year, s.table_kind, 'systems', 'system', a.agency_id, p.report_id
FROM (SELECT DISTINCT region, year, table_kind FROM published WHERE scope = 'system' AND kind = 'vertical') AS s
JOIN main.agencies AS a ON a.region = s.region AND a.kind = 'vertical'
LEFT JOIN published AS p ON p.scope = 'system' AND (p.agency_id, p.year, p.table_kind) = (a.agency_id, s.year, s.table_kind)
WHERE p.report_id IS NOT NULL OR (s.year BETWEEN coalesce(a.valid_from, s.year) AND coalesce(a.valid_to, s.year)
  AND (a.agency_id, s.year) NOT IN (SELECT (agency_id, year) FROM main.agency_last_years))
ORDER BY ALL;

COMMENT ON TABLE main.region_year_sources IS 'What stands for a region in a year, by official table: exactly one source of series governments, with every report that is in it or lacking from it. Reports of scope unknown are in none | 各地区各年度数据所取的唯一来源及其报告';
COMMENT ON COLUMN main.region_year_sources.region IS 'Region (table regions) | 区划代码';
COMMENT ON COLUMN main.region_year_sources.year IS 'Report year | 报告年度';
COMMENT ON COLUMN main.region_year_sources.table_kind IS 'Official table: 2, 3, 4 | 表别';
COMMENT ON COLUMN main.region_year_sources.series IS 'governments; systems: vertical ones (tax, weather), which no government counts | 系列';
COMMENT ON COLUMN main.region_year_sources.source IS 'jurisdiction: the government''s report of all below it; level: its report of its own level, and the jurisdiction reports of the governments next below (of townships what they say of themselves); sum: what agencies say of themselves, a government and its office as one, an agency renamed in the year as its new name; system: what vertical organs of the region say of their systems. Of two governments one after the other in a year the later, in jurisdiction and level; agencies count in their years alone | 数据来源';
COMMENT ON COLUMN main.region_year_sources.agency_id IS 'Agency whose report is in it, or lacking | 机关编号';
COMMENT ON COLUMN main.region_year_sources.report_id IS 'Its report; NULL: none is admitted, so the sum lacks it | 报告编号';
