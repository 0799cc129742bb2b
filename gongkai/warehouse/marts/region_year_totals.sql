-- Every indicator by region and year, from the one source that stands for the region.
-- Key: region, year, series, table_kind, indicator, applicant
CREATE TABLE main.region_year_totals AS
WITH member AS (
  SELECT s.region, s.year, s.table_kind, s.series, s.source, s.report_id,
    count(*) OVER w AS expected, count(s.report_id) OVER w AS found
  FROM main.region_year_sources AS s
  WINDOW w AS (PARTITION BY s.region, s.year, s.table_kind, s.series)
),
cell AS (
  SELECT m.*, f.indicator, f.applicant, f.status, f.value_std AS value, f.unit_std AS unit, f.verdict
  FROM member AS m JOIN main.facts AS f USING (report_id, table_kind)
  WHERE f.n = 1 AND f.label IS NULL AND f.period IS NULL
)
SELECT
  region,
  year,
  series,
  source,
  table_kind,
  indicator,
  applicant,
  sum(value)::DECIMAL(24,6) AS value,
  CASE WHEN bool_or(unit = '元') THEN '元' ELSE mode(unit ORDER BY unit) END AS unit,
  sum(value) FILTER (verdict = 'consistent')::DECIMAL(24,6) AS value_consistent,
  count(value)::INTEGER AS n_reported,
  count(value) FILTER (verdict = 'consistent')::INTEGER AS n_consistent,
  count(*) FILTER (status = 'blank')::INTEGER AS n_blank,
  (any_value(found) - count(value) - count(*) FILTER (status = 'blank'))::INTEGER AS n_absent,
  (any_value(expected) - any_value(found))::INTEGER AS n_missing
FROM cell
GROUP BY region, year, series, source, table_kind, indicator, applicant
ORDER BY region, year, series, table_kind, indicator, applicant;

COMMENT ON TABLE main.region_year_totals IS 'Every indicator by region and year, from the one source that stands for the region (region_year_sources). A number that is lacking is counted, never taken as 0. Never add up regions that lie in each other, nor totals and their parts | 各地区各年度各指标，取唯一来源；缺失计数，不作零';
COMMENT ON COLUMN main.region_year_totals.region IS 'Region (table regions) | 区划代码';
COMMENT ON COLUMN main.region_year_totals.year IS 'Report year | 报告年度';
COMMENT ON COLUMN main.region_year_totals.series IS 'governments, or systems (vertical ones) | 系列';
COMMENT ON COLUMN main.region_year_totals.source IS 'jurisdiction, level, sum, system: see region_year_sources | 数据来源';
COMMENT ON COLUMN main.region_year_totals.table_kind IS 'Official table | 表别';
COMMENT ON COLUMN main.region_year_totals.indicator IS 'What is counted (table indicators); of table 4: original and reviewing organ both report a case, 复议后起诉 stands in 行政复议 too, pending cases come again next year: no count of disputes | 指标代码';
COMMENT ON COLUMN main.region_year_totals.applicant IS 'Who asked (table applicants); NULL outside table 3 | 申请人类别代码';
COMMENT ON COLUMN main.region_year_totals.value IS 'Sum over the admitted tables of the source; NULL: none prints a number [unit: column unit] | 合计';
COMMENT ON COLUMN main.region_year_totals.unit IS 'Of the values: 元 for money, else as most print it | 单位';
COMMENT ON COLUMN main.region_year_totals.value_consistent IS 'Sum over consistent tables alone; NULL: none [unit: column unit] | 勾稽相符表合计';
COMMENT ON COLUMN main.region_year_totals.n_reported IS 'Tables whose number is in value [unit: tables] | 有数值的表数';
COMMENT ON COLUMN main.region_year_totals.n_consistent IS 'Tables whose number is in value_consistent [unit: tables] | 勾稽相符且有数值的表数';
COMMENT ON COLUMN main.region_year_totals.n_blank IS 'Tables that leave it blank [unit: tables] | 空白的表数';
COMMENT ON COLUMN main.region_year_totals.n_absent IS 'Tables in which it has no box, no unit or no readable number [unit: tables] | 无此项或无法读数的表数';
COMMENT ON COLUMN main.region_year_totals.n_missing IS 'Agencies of the source without an admitted table [unit: agencies] | 缺报告的机关数';
