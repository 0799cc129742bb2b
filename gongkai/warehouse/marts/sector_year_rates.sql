-- The ratios of table metrics by level, kind and sector: ratios of sums of what agencies say of themselves.
-- Key: year, level, kind, sector, metric
CREATE TABLE main.sector_year_rates AS
WITH metric AS (
  SELECT m.metric, list(DISTINCT p.table_kind ORDER BY p.table_kind) AS tables
  FROM main.metrics AS m JOIN main.metric_parts AS p ON p.expression IN (m.numerator, m.denominator)
  WHERE m.denominator IS NOT NULL
  GROUP BY m.metric
),
read AS (SELECT DISTINCT tables, unnest(tables) AS table_kind FROM metric),
-- An agency's report is in it where the same one has all tables.
member AS (
  SELECT s.agency_id, s.year, read.tables, min(s.report_id) AS report_id
  FROM main.agency_year_sources AS s JOIN read USING (table_kind)
  GROUP BY s.agency_id, s.year, read.tables
  HAVING count(*) = len(read.tables) AND min(s.report_id) = max(s.report_id)
),
expected AS (
  SELECT y.year, a.level, a.kind, a.sector, count(*) AS agencies
  FROM (SELECT DISTINCT year FROM main.agency_year_sources) AS y JOIN main.agencies AS a
    ON y.year BETWEEN coalesce(a.valid_from, y.year) AND coalesce(a.valid_to, y.year)
  GROUP BY ALL
),
sums AS (
  SELECT m.year, a.level, a.kind, a.sector, metric.metric,
    sum(r.numerator) FILTER (r.n = 1)::DECIMAL(24,6) AS numerator,
    sum(r.denominator) FILTER (r.n = 1)::DECIMAL(24,6) AS denominator,
    sum(r.n) AS n,
    sum(r.n_implied) AS n_implied,
    count(*) FILTER (r.n = 1 AND r.verdict <> 'consistent') AS n_inconsistent,
    count(*) AS found
  FROM member AS m JOIN metric USING (tables)
  JOIN main.agency_year_rates AS r ON (r.report_id, r.metric) = (m.report_id, metric.metric)
  JOIN main.agencies AS a ON a.agency_id = m.agency_id
    AND m.year BETWEEN coalesce(a.valid_from, m.year) AND coalesce(a.valid_to, m.year)
  GROUP BY m.year, a.level, a.kind, a.sector, metric.metric
)
SELECT
  e.year,
  e.level,
  e.kind,
  e.sector,
  metric.metric,
  s.numerator,
  s.denominator,
  CASE WHEN s.denominator >= 1 THEN s.numerator / s.denominator END::DECIMAL(24,6) AS rate,
  s.denominator < 20 AS small,
  coalesce(s.n, 0)::INTEGER AS n,
  coalesce(s.n_implied, 0)::INTEGER AS n_implied,
  coalesce(s.n_inconsistent, 0)::INTEGER AS n_inconsistent,
  (coalesce(s.found, 0) - coalesce(s.n, 0))::INTEGER AS n_lacking,
  (e.agencies - coalesce(s.found, 0))::INTEGER AS n_missing
FROM expected AS e CROSS JOIN metric LEFT JOIN sums AS s
  ON (s.year, s.level, s.kind, s.metric) = (e.year, e.level, e.kind, metric.metric)
  AND s.sector IS NOT DISTINCT FROM e.sector
ORDER BY e.year, e.level, e.kind, e.sector, metric.metric;

COMMENT ON TABLE main.sector_year_rates IS 'Ratios of tables 3 and 4 by year, level, kind and sector, one row a metric (table metrics): ratios of sums over what agencies say of themselves alone (scope own, else office: agency_year_sources), whatever their region. Each agency is in one row, so numerators, denominators and counts add up over levels, kinds and sectors; rates do not | 按年度、层级、类别、领域的比率：仅汇总各机关自身数据（本机关或办公室）';
COMMENT ON COLUMN main.sector_year_rates.year IS 'Report year | 报告年度';
COMMENT ON COLUMN main.sector_year_rates.level IS 'Level of the agencies: state, province, city, county, township | 机关层级';
COMMENT ON COLUMN main.sector_year_rates.kind IS 'Kind of the agencies: government, office, department, township, public_body, vertical | 机关类别';
COMMENT ON COLUMN main.sector_year_rates.sector IS 'Field of work (agencies.sector); NULL: none is stated | 领域';
COMMENT ON COLUMN main.sector_year_rates.metric IS 'What over what (table metrics); of table 4: entries in reports, no count of disputes: original and reviewing organ both report a case, 复议后起诉 stands in 行政复议 too, pending cases come again next year | 比率代码；表4不是争议件数';
COMMENT ON COLUMN main.sector_year_rates.numerator IS 'Sum above, over the n reports; NULL: none [unit: 件] | 分子';
COMMENT ON COLUMN main.sector_year_rates.denominator IS 'Sum below, over the same n reports; NULL: none [unit: 件] | 分母';
COMMENT ON COLUMN main.sector_year_rates.rate IS 'numerator / denominator; NULL where the denominator is below 1 [unit: share] | 比率';
COMMENT ON COLUMN main.sector_year_rates.small IS 'The denominator is below 20: the rate moves much with one case | 分母是否小于20';
COMMENT ON COLUMN main.sector_year_rates.n IS 'Reports in the rate: those in which no cell of it is lacking [unit: reports] | 计入的报告数';
COMMENT ON COLUMN main.sector_year_rates.n_implied IS 'Of these, those with a blank that counts as what the printed numbers make it (facts.value_implied) [unit: reports] | 含推定数值的报告数';
COMMENT ON COLUMN main.sector_year_rates.n_inconsistent IS 'Of these, those whose publisher''s own sums do not hold [unit: reports] | 勾稽不符的报告数';
COMMENT ON COLUMN main.sector_year_rates.n_lacking IS 'Agencies whose report is not in it: a cell of the ratio is lacking [unit: agencies] | 缺少单元格而未计入的机关数';
COMMENT ON COLUMN main.sector_year_rates.n_missing IS 'Agencies of the registry in that year without an admitted report of their own that has all tables of the ratio; governments that report for their jurisdiction alone are among them [unit: agencies] | 缺自身报告的机关数';
