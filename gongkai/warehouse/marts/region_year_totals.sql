-- Every indicator by region and year, from the one source that stands for the region.
-- Key: region, year, series, table_kind, indicator, applicant
-- A region's source by a number: so many sums are made that they are found by short keys.
CREATE TEMP TABLE place AS
SELECT region, year, series, source, table_kind, count(*) AS expected, count(report_id) AS found,
  row_number() OVER (ORDER BY region, year, series, table_kind) AS number
FROM main.region_year_sources
GROUP BY region, year, series, source, table_kind;

CREATE TEMP TABLE member AS
SELECT p.number, p.found, s.report_id, s.table_kind
FROM main.region_year_sources AS s JOIN place AS p USING (region, year, series, source, table_kind);

-- Most regions have one report of a kind (a township's, a government's own of the whole region): its numbers are the
-- sums. To group those, too, would keep as many sums in memory as there are facts.
CREATE TEMP TABLE total AS
WITH cell AS (
  SELECT m.number, m.found, f.indicator, f.applicant, f.value_std, f.unit_std,
    f.verdict IS NOT DISTINCT FROM 'consistent' AS consistent, f.status = 'blank' AS blank
  FROM member AS m JOIN main.facts AS f USING (report_id, table_kind)
  WHERE f.n = 1 AND f.label IS NULL AND f.period IS NULL
)
SELECT number, indicator, applicant, value_std AS value, unit_std AS first_unit, unit_std AS last_unit,
  CASE WHEN consistent THEN value_std END AS value_consistent,
  (value_std IS NOT NULL)::INTEGER AS n_reported,
  (value_std IS NOT NULL AND consistent)::INTEGER AS n_consistent,
  blank::INTEGER AS n_blank
FROM cell WHERE found = 1
UNION ALL
SELECT number, indicator, applicant,
  sum(value_std)::DECIMAL(24,6),
  min(unit_std),
  max(unit_std),
  sum(value_std) FILTER (consistent)::DECIMAL(24,6),
  count(value_std)::INTEGER,
  count(value_std) FILTER (consistent)::INTEGER,
  count(*) FILTER (blank)::INTEGER
FROM cell WHERE found > 1
GROUP BY number, indicator, applicant;

-- Nearly all sums are of one unit. To ask each for its commonest one costs as much as to make it, so that is asked of the
-- others alone; they stand in a table, for with a guess at how many there are the facts would be hashed, not these.
CREATE TEMP TABLE mixed AS
SELECT m.report_id, m.table_kind, t.number, t.indicator, t.applicant
FROM total AS t JOIN member AS m USING (number)
WHERE t.first_unit <> t.last_unit;

-- Its texts are few, and how they are kept is told: half of what a row takes is to try all ways. Codes become text behind
-- the sort, which holds them as numbers.
CREATE TABLE main.region_year_totals (
  region VARCHAR USING COMPRESSION dictionary,
  year INTEGER,
  series VARCHAR USING COMPRESSION dictionary,
  source VARCHAR USING COMPRESSION dictionary,
  table_kind VARCHAR USING COMPRESSION dictionary,
  indicator VARCHAR USING COMPRESSION dictionary,
  applicant VARCHAR USING COMPRESSION dictionary,
  value DECIMAL(24,6),
  unit VARCHAR USING COMPRESSION dictionary,
  value_consistent DECIMAL(24,6),
  n_reported INTEGER,
  n_consistent INTEGER,
  n_blank INTEGER,
  n_absent INTEGER,
  n_missing INTEGER
);

INSERT INTO main.region_year_totals
WITH part AS (
  SELECT m.number, m.indicator, m.applicant, f.unit_std AS unit, count(*) AS cells
  FROM mixed AS m JOIN main.facts AS f USING (report_id, table_kind, indicator)
  WHERE f.applicant IS NOT DISTINCT FROM m.applicant AND f.n = 1 AND f.label IS NULL AND f.period IS NULL
    AND f.unit_std IS NOT NULL
  GROUP BY m.number, m.indicator, m.applicant, f.unit_std
),
commonest AS (
  SELECT number, indicator, applicant,
    CASE WHEN bool_or(unit = '元') THEN '元'
      ELSE struct_extract(min({'fewer': -cells, 'unit': unit}), 'unit') END AS unit
  FROM part
  GROUP BY number, indicator, applicant
)
SELECT
  p.region,
  p.year,
  p.series,
  p.source,
  p.table_kind,
  t.indicator,
  t.applicant,
  t.value,
  coalesce(c.unit, t.first_unit),
  t.value_consistent,
  t.n_reported,
  t.n_consistent,
  t.n_blank,
  (p.found - t.n_reported - t.n_blank)::INTEGER AS n_absent,
  (p.expected - p.found)::INTEGER AS n_missing
FROM total AS t JOIN place AS p USING (number)
LEFT JOIN commonest AS c
  ON c.number = t.number AND c.indicator = t.indicator AND c.applicant IS NOT DISTINCT FROM t.applicant
ORDER BY t.number, t.indicator, t.applicant;

DROP TABLE place;
DROP TABLE member;
DROP TABLE total;
DROP TABLE mixed;

COMMENT ON TABLE main.region_year_totals IS 'Every indicator by region and year, from the one source that stands for the region (region_year_sources). A number that is lacking is counted, never taken as 0. A region-year whose source has no report at all has no row here: region_year_sources says who lacks. Never add up regions that lie in each other, nor totals and their parts | 各地区各年度各指标，取唯一来源；缺失计数，不作零';
COMMENT ON COLUMN main.region_year_totals.region IS 'Region (table regions) | 区划代码';
COMMENT ON COLUMN main.region_year_totals.year IS 'Report year | 报告年度';
COMMENT ON COLUMN main.region_year_totals.series IS 'governments, or systems (vertical ones) | 系列';
COMMENT ON COLUMN main.region_year_totals.source IS 'jurisdiction, level, sum, system: see region_year_sources | 数据来源';
COMMENT ON COLUMN main.region_year_totals.table_kind IS 'Official table | 表别';
COMMENT ON COLUMN main.region_year_totals.indicator IS 'What is counted (table indicators); of table 4: original and reviewing organ both report a case, 复议后起诉 stands in 行政复议 too, pending cases come again next year: no count of disputes | 指标代码；表4不是争议件数';
COMMENT ON COLUMN main.region_year_totals.applicant IS 'Who asked (table applicants); NULL outside table 3 | 申请人类别代码';
COMMENT ON COLUMN main.region_year_totals.value IS 'Sum over the admitted tables of the source; NULL: none prints a number [unit: column unit] | 合计';
COMMENT ON COLUMN main.region_year_totals.unit IS 'Of the values: 元 for money, else as most print it | 单位';
COMMENT ON COLUMN main.region_year_totals.value_consistent IS 'Sum over consistent tables alone; NULL: none [unit: column unit] | 勾稽相符表合计';
COMMENT ON COLUMN main.region_year_totals.n_reported IS 'Tables whose number is in value [unit: tables] | 有数值的表数';
COMMENT ON COLUMN main.region_year_totals.n_consistent IS 'Tables whose number is in value_consistent [unit: tables] | 勾稽相符且有数值的表数';
COMMENT ON COLUMN main.region_year_totals.n_blank IS 'Tables that leave it blank [unit: tables] | 空白的表数';
COMMENT ON COLUMN main.region_year_totals.n_absent IS 'Tables in which it has no box, no unit or no readable number [unit: tables] | 无此项或无法读数的表数';
COMMENT ON COLUMN main.region_year_totals.n_missing IS 'Agencies of the source without an admitted table [unit: agencies] | 缺报告的机关数';
