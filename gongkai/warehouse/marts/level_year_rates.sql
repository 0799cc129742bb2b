-- The ratios of table metrics by level and kind: sector_year_rates added up.
-- Key: year, level, kind, metric
CREATE TABLE main.level_year_rates AS
WITH sums AS (
  SELECT year, level, kind, metric, sum(numerator)::DECIMAL(24,6) AS numerator,
    sum(denominator)::DECIMAL(24,6) AS denominator, sum(n)::INTEGER AS n, sum(n_implied)::INTEGER AS n_implied,
    sum(n_inconsistent)::INTEGER AS n_inconsistent, sum(n_lacking)::INTEGER AS n_lacking,
    sum(n_missing)::INTEGER AS n_missing
  FROM main.sector_year_rates
  GROUP BY year, level, kind, metric
)
SELECT
  year,
  level,
  kind,
  metric,
  numerator,
  denominator,
  CASE WHEN denominator >= 1 THEN numerator / denominator END::DECIMAL(24,6) AS rate,
  denominator < 20 AS small,
  n,
  n_implied,
  n_inconsistent,
  n_lacking,
  n_missing
FROM sums
ORDER BY year, level, kind, metric;

COMMENT ON TABLE main.level_year_rates IS 'Ratios of tables 3 and 4 by year, level and kind, one row a metric (table metrics): ratios of sums over what agencies say of themselves alone (scope own, else office: agency_year_sources), whatever their region and sector | 按年度、层级、类别的比率：仅汇总各机关自身数据（本机关或办公室）';
COMMENT ON COLUMN main.level_year_rates.year IS 'Report year | 报告年度';
COMMENT ON COLUMN main.level_year_rates.level IS 'Level of the agencies: state, province, city, county, township | 机关层级';
COMMENT ON COLUMN main.level_year_rates.kind IS 'Kind of the agencies: government, office, department, township, public_body, vertical | 机关类别';
COMMENT ON COLUMN main.level_year_rates.metric IS 'What over what (table metrics); of table 4: entries in reports, no count of disputes: original and reviewing organ both report a case, 复议后起诉 stands in 行政复议 too, pending cases come again next year | 比率代码；表4不是争议件数';
COMMENT ON COLUMN main.level_year_rates.numerator IS 'Sum above, over the n reports; NULL: none [unit: 件] | 分子';
COMMENT ON COLUMN main.level_year_rates.denominator IS 'Sum below, over the same n reports; NULL: none [unit: 件] | 分母';
COMMENT ON COLUMN main.level_year_rates.rate IS 'numerator / denominator; NULL where the denominator is below 1 [unit: share] | 比率';
COMMENT ON COLUMN main.level_year_rates.small IS 'The denominator is below 20: the rate moves much with one case | 分母是否小于20';
COMMENT ON COLUMN main.level_year_rates.n IS 'Reports in the rate: those in which no cell of it is lacking [unit: reports] | 计入的报告数';
COMMENT ON COLUMN main.level_year_rates.n_implied IS 'Of these, those with a blank that counts as what the printed numbers make it (facts.value_implied) [unit: reports] | 含推定数值的报告数';
COMMENT ON COLUMN main.level_year_rates.n_inconsistent IS 'Of these, those whose publisher''s own sums do not hold [unit: reports] | 勾稽不符的报告数';
COMMENT ON COLUMN main.level_year_rates.n_lacking IS 'Agencies whose report is not in it: a cell of the ratio is lacking [unit: agencies] | 缺少单元格而未计入的机关数';
COMMENT ON COLUMN main.level_year_rates.n_missing IS 'Agencies of the registry in that year without an admitted report of their own that has all tables of the ratio; governments that report for their jurisdiction alone are among them [unit: agencies] | 缺自身报告的机关数';
