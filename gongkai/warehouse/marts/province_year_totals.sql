-- Sums by province, year, level, kind and scope, over all admitted tables and over the consistent ones alone.
-- Key: year, province, level, kind, scope, table_kind, indicator, unit
CREATE TABLE main.province_year_totals AS
-- Whose numbers they are must be known; each report's first table of a kind.
WITH official AS (
  SELECT r.report_id, t.table_kind, r.year, left(coalesce(r.region, ''), 2) AS province, a.level, a.kind, t.scope,
    r.agency_id
  FROM main.report_tables AS t JOIN main.reports AS r USING (report_id, revision)
  JOIN main.agencies AS a USING (agency_id)
  WHERE t.admitted AND t.n = 1 AND t.scope <> 'unknown' AND t.table_kind <> 'prose' AND r.year IS NOT NULL
),
whole AS (
  SELECT year, province, level, kind, scope, table_kind, count(*) AS tables FROM official GROUP BY ALL
),
missing AS (
  SELECT y.year, left(coalesce(a.region, ''), 2) AS province, a.level, a.kind, y.table_kind, count(*) AS agencies
  FROM (SELECT DISTINCT year, table_kind FROM official) AS y JOIN main.agencies AS a
    ON y.year BETWEEN coalesce(a.valid_from, y.year) AND coalesce(a.valid_to, y.year)
  ANTI JOIN official AS o ON (o.agency_id, o.year, o.table_kind) = (a.agency_id, y.year, y.table_kind)
  ANTI JOIN main.agency_last_years AS g ON (g.agency_id, g.year) = (a.agency_id, y.year)
  GROUP BY ALL
),
-- Of table 3 the printed 总计 column.
cell AS (
  SELECT o.year, o.province, o.level, o.kind, o.scope, o.table_kind, f.indicator, f.status, f.verdict,
    f.unit_std AS unit, f.value_std AS value
  FROM official AS o JOIN main.facts AS f USING (report_id, table_kind)
  WHERE f.n = 1 AND f.label IS NULL AND f.period IS NULL AND coalesce(f.applicant, 'total') = 'total'
),
blank AS (
  SELECT year, province, level, kind, scope, table_kind, indicator, count(*) AS cells
  FROM cell WHERE status = 'blank' GROUP BY ALL
),
total AS (
  SELECT year, province, level, kind, scope, table_kind, indicator, unit,
    sum(value)::DECIMAL(24,6) AS value_admitted,
    count(value) AS n_admitted,
    sum(value) FILTER (verdict = 'consistent')::DECIMAL(24,6) AS value_consistent,
    count(value) FILTER (verdict = 'consistent') AS n_consistent
  FROM cell
  GROUP BY year, province, level, kind, scope, table_kind, indicator, unit
  -- Where none has a number one row says so.
  WINDOW own AS (PARTITION BY year, province, level, kind, scope, table_kind, indicator)
  QUALIFY count(value) > 0 OR (max(count(value)) OVER own = 0 AND row_number() OVER (own ORDER BY unit) = 1)
)
SELECT
  year,
  nullif(province, '') AS province,
  level,
  kind,
  scope::VARCHAR AS scope,
  table_kind::VARCHAR AS table_kind,
  indicator::VARCHAR AS indicator,
  unit::VARCHAR AS unit,
  value_admitted,
  n_admitted::INTEGER AS n_admitted,
  value_consistent,
  n_consistent::INTEGER AS n_consistent,
  coalesce(blank.cells, 0)::INTEGER AS n_blank,
  (whole.tables - coalesce(blank.cells, 0) - sum(n_admitted) OVER (
    PARTITION BY year, province, level, kind, scope, table_kind, indicator
  ))::INTEGER AS n_absent,
  coalesce(missing.agencies, 0)::INTEGER AS n_missing
FROM total JOIN whole USING (year, province, level, kind, scope, table_kind)
LEFT JOIN missing USING (year, province, level, kind, table_kind)
LEFT JOIN blank USING (year, province, level, kind, scope, table_kind, indicator)
ORDER BY year, province, level, kind, scope, table_kind, indicator, unit;

COMMENT ON TABLE main.province_year_totals IS 'Sums by province, year, level, kind and scope, one row an indicator: over all admitted tables, and over consistent ones alone, each with how many tables are in it. Busy agencies break sums more often: where n differs, consistent tables alone leave them out. Never add up rows of different levels, kinds or scopes, nor totals and their parts. Sums of table 4 are entries in reports, no count of disputes | 按省、年度、层级、类别、范围汇总，采信表与勾稽相符表并列；不同层级、类别、范围以及合计与分项不可相加；表4不是争议件数';
COMMENT ON COLUMN main.province_year_totals.year IS 'Report year | 报告年度';
COMMENT ON COLUMN main.province_year_totals.province IS 'First two digits of the agency''s region; NULL: central | 省级代码前两位';
COMMENT ON COLUMN main.province_year_totals.level IS 'Level of the agencies: state, province, city, county, township | 机关层级';
COMMENT ON COLUMN main.province_year_totals.kind IS 'Kind of the agencies: government, office, department, township, public_body, vertical | 机关类别';
COMMENT ON COLUMN main.province_year_totals.scope IS 'Whose numbers: own, office, level, jurisdiction, system. Never add up different scopes | 数据范围（不同范围不可相加）';
COMMENT ON COLUMN main.province_year_totals.table_kind IS 'Official table; of table 3 the printed 总计 column | 表别';
COMMENT ON COLUMN main.province_year_totals.indicator IS 'What is counted (table indicators); of table 4: original and reviewing organ both report a case, 复议后起诉 stands in 行政复议 too, pending cases come again next year: no count of disputes | 指标代码；表4不是争议件数';
COMMENT ON COLUMN main.province_year_totals.unit IS 'Of both values; numbers printed without a unit are in neither | 单位';
COMMENT ON COLUMN main.province_year_totals.value_admitted IS 'Sum over all admitted tables, those included whose publisher''s own sums do not hold | 全部采信表合计';
COMMENT ON COLUMN main.province_year_totals.n_admitted IS 'Tables whose number is in it [unit: tables] | 采信表数';
COMMENT ON COLUMN main.province_year_totals.value_consistent IS 'Sum over consistent tables alone; NULL: none | 勾稽相符表合计';
COMMENT ON COLUMN main.province_year_totals.n_consistent IS 'Tables whose number is in it [unit: tables] | 勾稽相符表数';
COMMENT ON COLUMN main.province_year_totals.n_blank IS 'Admitted tables of the group that leave it blank [unit: tables] | 空白的表数';
COMMENT ON COLUMN main.province_year_totals.n_absent IS 'Admitted tables of the group in which it has no box, no unit or no readable number [unit: tables] | 无此项或无法读数的表数';
COMMENT ON COLUMN main.province_year_totals.n_missing IS 'Agencies of the level and kind without an admitted table of known scope, whatever that is [unit: agencies] | 缺报告的机关数';
