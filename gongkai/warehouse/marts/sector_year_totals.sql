-- Every indicator by level, kind and sector: sums of what agencies say of themselves.
-- Key: year, level, kind, sector, table_kind, indicator, applicant
CREATE TABLE main.sector_year_totals AS
WITH expected AS (
  SELECT y.year, y.table_kind, a.level, a.kind, a.sector, count(*) AS agencies
  FROM (SELECT DISTINCT year, table_kind FROM main.agency_year_sources) AS y JOIN main.agencies AS a
    ON y.year BETWEEN coalesce(a.valid_from, y.year) AND coalesce(a.valid_to, y.year)
  LEFT JOIN main.agency_year_sources AS s ON (s.agency_id, s.year, s.table_kind) = (a.agency_id, y.year, y.table_kind)
  WHERE s.report_id IS NOT NULL
    OR (a.agency_id, y.year) NOT IN (SELECT (agency_id, year) FROM main.agency_last_years)
  GROUP BY ALL
),
member AS (
  SELECT s.year, s.table_kind, s.report_id, a.level, a.kind, a.sector,
    count(*) OVER (PARTITION BY s.year, s.table_kind, a.level, a.kind, a.sector) AS found
  FROM main.agency_year_sources AS s JOIN main.agencies AS a ON a.agency_id = s.agency_id
    AND s.year BETWEEN coalesce(a.valid_from, s.year) AND coalesce(a.valid_to, s.year)
),
cell AS (
  SELECT m.*, f.indicator, f.applicant, f.status, f.value_std AS value, f.unit_std AS unit, f.verdict
  FROM member AS m JOIN main.facts AS f USING (report_id, table_kind)
  WHERE f.n = 1 AND f.label IS NULL AND f.period IS NULL
)
SELECT
  c.year,
  c.level,
  c.kind,
  c.sector,
  c.table_kind,
  c.indicator::VARCHAR AS indicator,
  c.applicant::VARCHAR AS applicant,
  sum(c.value)::DECIMAL(24,6) AS value,
  CASE WHEN bool_or(c.unit = '元') THEN '元' ELSE mode(c.unit ORDER BY c.unit) END AS unit,
  sum(c.value) FILTER (c.verdict = 'consistent')::DECIMAL(24,6) AS value_consistent,
  count(c.value)::INTEGER AS n_reported,
  count(c.value) FILTER (c.verdict = 'consistent')::INTEGER AS n_consistent,
  count(*) FILTER (c.status = 'blank')::INTEGER AS n_blank,
  (any_value(c.found) - count(c.value) - count(*) FILTER (c.status = 'blank'))::INTEGER AS n_absent,
  (any_value(e.agencies) - any_value(c.found))::INTEGER AS n_missing
FROM cell AS c JOIN expected AS e
  ON (e.year, e.table_kind, e.level, e.kind) = (c.year, c.table_kind, c.level, c.kind)
  AND e.sector IS NOT DISTINCT FROM c.sector
GROUP BY c.year, c.level, c.kind, c.sector, c.table_kind, c.indicator, c.applicant
ORDER BY c.year, c.level, c.kind, c.sector, c.table_kind, c.indicator, c.applicant;

COMMENT ON TABLE main.sector_year_totals IS 'Every indicator by year, level, kind and sector: sums over what agencies say of themselves alone (scope own, else office: agency_year_sources), whatever their region. Each agency is in one row of an indicator and applicant, so these add up over levels, kinds and sectors; totals and their parts do not. A number that is lacking is counted, never taken as 0. No row where none of the agencies has the indicator | 按年度、层级、类别、领域汇总各指标：仅各机关自身数据；缺失计数，不作零';
COMMENT ON COLUMN main.sector_year_totals.year IS 'Report year | 报告年度';
COMMENT ON COLUMN main.sector_year_totals.level IS 'Level of the agencies: state, province, city, county, township | 机关层级';
COMMENT ON COLUMN main.sector_year_totals.kind IS 'Kind of the agencies: government, office, department, township, public_body, vertical | 机关类别';
COMMENT ON COLUMN main.sector_year_totals.sector IS 'Field of work (agencies.sector); NULL: none is stated | 领域';
COMMENT ON COLUMN main.sector_year_totals.table_kind IS 'Official table | 表别';
COMMENT ON COLUMN main.sector_year_totals.indicator IS 'What is counted (table indicators); of table 4: original and reviewing organ both report a case, 复议后起诉 stands in 行政复议 too, pending cases come again next year: no count of disputes | 指标代码；表4不是争议件数';
COMMENT ON COLUMN main.sector_year_totals.applicant IS 'Who asked (table applicants); NULL outside table 3 | 申请人类别代码';
COMMENT ON COLUMN main.sector_year_totals.value IS 'Sum over the admitted tables; NULL: none prints a number [unit: column unit] | 合计';
COMMENT ON COLUMN main.sector_year_totals.unit IS 'Of the values: 元 for money, else as most print it | 单位';
COMMENT ON COLUMN main.sector_year_totals.value_consistent IS 'Sum over consistent tables alone; NULL: none [unit: column unit] | 勾稽相符表合计';
COMMENT ON COLUMN main.sector_year_totals.n_reported IS 'Tables whose number is in value [unit: tables] | 有数值的表数';
COMMENT ON COLUMN main.sector_year_totals.n_consistent IS 'Tables whose number is in value_consistent [unit: tables] | 勾稽相符且有数值的表数';
COMMENT ON COLUMN main.sector_year_totals.n_blank IS 'Tables that leave it blank [unit: tables] | 空白的表数';
COMMENT ON COLUMN main.sector_year_totals.n_absent IS 'Tables in which it has no box, no unit or no readable number [unit: tables] | 无此项或无法读数的表数';
COMMENT ON COLUMN main.sector_year_totals.n_missing IS 'Agencies of the registry in that year without an admitted table of their own; governments that report for their jurisdiction alone are among them [unit: agencies] | 缺自身报告的机关数';
