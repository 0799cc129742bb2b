-- The ratios of table metrics by region: ratios of sums over the reports of the one source that stands for the region.
-- Key: region, year, series, metric
CREATE TABLE main.region_year_rates AS
WITH metric AS (
  SELECT m.metric, list(DISTINCT p.table_kind ORDER BY p.table_kind) AS tables
  FROM main.metrics AS m JOIN main.metric_parts AS p ON p.expression IN (m.numerator, m.denominator)
  WHERE m.denominator IS NOT NULL
  GROUP BY m.metric
),
read AS (SELECT DISTINCT tables, unnest(tables) AS table_kind FROM metric),
-- A ratio of two tables is of one source: both take the same.
source AS (
  SELECT s.region, s.year, s.series, read.tables, min(s.source) AS source
  FROM (SELECT DISTINCT region, year, series, table_kind, source FROM main.region_year_sources) AS s
  JOIN read USING (table_kind)
  GROUP BY s.region, s.year, s.series, read.tables
  HAVING count(*) = len(read.tables) AND min(s.source) = max(s.source)
),
-- A government's own desk is its office: two of its tables may be of two agencies.
desk AS (
  SELECT o.agency_id, g.agency_id AS government
  FROM main.agencies AS o JOIN main.agencies AS g ON g.agency_id = o.parent_agency_id
  WHERE o.kind = 'office' AND g.kind = 'government'
),
-- An agency's report is in it where the same one has all tables.
member AS (
  SELECT o.region, o.year, o.series, o.source, o.tables,
    CASE WHEN count(s.report_id) = len(o.tables) AND min(s.report_id) = max(s.report_id) THEN min(s.report_id) END
      AS report_id
  FROM source AS o JOIN main.region_year_sources AS s USING (region, year, series)
  LEFT JOIN desk AS d USING (agency_id)
  WHERE list_contains(o.tables, s.table_kind)
  GROUP BY o.region, o.year, o.series, o.source, o.tables, coalesce(d.government, s.agency_id)
),
sums AS (
  SELECT m.region, m.year, m.series, m.source, metric.metric,
    sum(r.numerator) FILTER (r.n = 1)::DECIMAL(24,6) AS numerator,
    sum(r.denominator) FILTER (r.n = 1)::DECIMAL(24,6) AS denominator,
    coalesce(sum(r.n), 0)::INTEGER AS n,
    coalesce(sum(r.n_implied), 0)::INTEGER AS n_implied,
    count(*) FILTER (r.n = 1 AND r.verdict <> 'consistent')::INTEGER AS n_inconsistent,
    count(*) FILTER (r.n = 0)::INTEGER AS n_lacking,
    count(*) FILTER (m.report_id IS NULL)::INTEGER AS n_missing
  FROM member AS m JOIN metric USING (tables)
  LEFT JOIN main.agency_year_rates AS r ON (r.report_id, r.metric) = (m.report_id, metric.metric)
  GROUP BY m.region, m.year, m.series, m.source, metric.metric
)
SELECT
  region,
  year,
  series,
  source,
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
ORDER BY region, year, series, metric;

COMMENT ON TABLE main.region_year_rates IS 'Ratios of tables 3 and 4 by region and year, one row a metric (table metrics): ratios of sums over the reports of the one source that stands for the region (region_year_sources), never means of rates. No row where the two tables of a ratio take different sources | 各地区各年度比率：取唯一来源，先求和后相除';
COMMENT ON COLUMN main.region_year_rates.region IS 'Region (table regions) | 区划代码';
COMMENT ON COLUMN main.region_year_rates.year IS 'Report year | 报告年度';
COMMENT ON COLUMN main.region_year_rates.series IS 'governments, or systems (vertical ones) | 系列';
COMMENT ON COLUMN main.region_year_rates.source IS 'jurisdiction, level, sum, system: see region_year_sources. Rates of different sources compare with care: a sum is of those that publish | 数据来源';
COMMENT ON COLUMN main.region_year_rates.metric IS 'What over what (table metrics); of table 4: entries in reports, no count of disputes: original and reviewing organ both report a case, 复议后起诉 stands in 行政复议 too, pending cases come again next year | 比率代码；表4不是争议件数';
COMMENT ON COLUMN main.region_year_rates.numerator IS 'Sum above, over the n reports; NULL: none [unit: 件] | 分子';
COMMENT ON COLUMN main.region_year_rates.denominator IS 'Sum below, over the same n reports; NULL: none [unit: 件] | 分母';
COMMENT ON COLUMN main.region_year_rates.rate IS 'numerator / denominator; NULL where the denominator is below 1 [unit: share] | 比率';
COMMENT ON COLUMN main.region_year_rates.small IS 'The denominator is below 20: the rate moves much with one case | 分母是否小于20';
COMMENT ON COLUMN main.region_year_rates.n IS 'Reports in the rate: those in which no cell of it is lacking [unit: reports] | 计入的报告数';
COMMENT ON COLUMN main.region_year_rates.n_implied IS 'Of these, those with a blank that counts as what the printed numbers make it (facts.value_implied) [unit: reports] | 含推定数值的报告数';
COMMENT ON COLUMN main.region_year_rates.n_inconsistent IS 'Of these, those whose publisher''s own sums do not hold [unit: reports] | 勾稽不符的报告数';
COMMENT ON COLUMN main.region_year_rates.n_lacking IS 'Reports of the source that are not in it: a cell of the ratio is lacking [unit: reports] | 缺少单元格而未计入的报告数';
COMMENT ON COLUMN main.region_year_rates.n_missing IS 'Agencies of the source without an admitted report that has all tables of the ratio [unit: agencies] | 缺报告的机关数';
