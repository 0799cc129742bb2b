-- The ratios of table metrics for each report. The formulas stand in metrics and metric_parts alone.
-- Key: report_id, metric
CREATE TABLE main.agency_year_rates AS
WITH official AS (
  SELECT t.report_id, t.table_kind, t.form, t.verdict, r.agency_id, r.agency, r.year, r.region, t.scope
  FROM main.report_tables AS t JOIN main.reports AS r USING (report_id, revision)
  WHERE t.admitted AND t.n = 1 AND t.table_kind IN ('3', '4') AND r.year IS NOT NULL
),
-- The codes in the types that they have in facts: numbers are joined, not texts.
part AS (
  SELECT expression, factor, form::form_words AS form, table_kind::table_kind_words AS table_kind,
    indicator::indicator_words AS indicator, applicant::applicant_words AS applicant,
    count(*) OVER (PARTITION BY expression, form) AS cells
  FROM main.metric_parts
),
-- A sum is there where each of its cells is; what a blank must be by the printed numbers counts as that, and is told.
side AS (
  SELECT f.report_id, p.expression,
    CASE WHEN count(coalesce(f.value_std, f.value_implied)) = any_value(p.cells)
      THEN sum(p.factor * coalesce(f.value_std, f.value_implied)) END AS value,
    bool_or(f.value_std IS NULL) AS implied
  FROM main.facts AS f JOIN part AS p
    ON (p.form, p.table_kind, p.indicator) = (f.form, f.table_kind, f.indicator)
    AND p.applicant IS NOT DISTINCT FROM f.applicant
  WHERE f.n = 1 AND f.label IS NULL AND f.period IS NULL
  GROUP BY f.report_id, p.expression
),
metric AS (
  SELECT m.metric, m.numerator, m.denominator, above.table_kind AS kind_above, below.table_kind AS kind_below
  FROM main.metrics AS m
  JOIN (SELECT DISTINCT expression, table_kind FROM main.metric_parts) AS above ON above.expression = m.numerator
  JOIN (SELECT DISTINCT expression, table_kind FROM main.metric_parts) AS below ON below.expression = m.denominator
),
ratio AS (
  SELECT o.*, m.metric, above.value::DECIMAL(24,6) AS numerator, below.value::DECIMAL(24,6) AS denominator,
    coalesce(above.implied, false) OR coalesce(below.implied, false) AS implied,
    greatest(o.verdict, other.verdict) AS worst
  FROM official AS o JOIN metric AS m ON m.kind_below = o.table_kind
  LEFT JOIN official AS other ON (other.report_id, other.table_kind) = (o.report_id, m.kind_above)
  LEFT JOIN side AS above ON (above.report_id, above.expression) = (o.report_id, m.numerator)
  LEFT JOIN side AS below ON (below.report_id, below.expression) = (o.report_id, m.denominator)
)
SELECT
  agency_id,
  agency,
  year,
  scope,
  region,
  metric,
  numerator,
  denominator,
  CASE WHEN denominator >= 1 THEN numerator / denominator END::DECIMAL(24,6) AS rate,
  denominator < 20 AS small,
  (numerator IS NOT NULL AND denominator IS NOT NULL)::INTEGER AS n,
  (implied AND numerator IS NOT NULL AND denominator IS NOT NULL)::INTEGER AS n_implied,
  worst AS verdict,
  report_id
FROM ratio
ORDER BY year, region, agency_id, report_id, metric;

COMMENT ON TABLE main.agency_year_rates IS 'Ratios of tables 3 and 4 by agency, year and scope, one row a metric (table metrics), of every report whose table with the denominator is admitted. Where a cell of the numerator or denominator is lacking there is no ratio. Never average rates: rates of several agencies are ratios of sums (region_year_rates, sector_year_rates, level_year_rates) | 各机关各年度比率（分子、分母并列），不得对比率求平均';
COMMENT ON COLUMN main.agency_year_rates.agency_id IS 'Agency | 机关编号';
COMMENT ON COLUMN main.agency_year_rates.agency IS 'Name as printed | 机关名称（原文）';
COMMENT ON COLUMN main.agency_year_rates.year IS 'Report year | 报告年度';
COMMENT ON COLUMN main.agency_year_rates.scope IS 'Whose numbers: own, office, level, jurisdiction, system, unknown. Never add up different scopes | 数据范围（不同范围不可相加）';
COMMENT ON COLUMN main.agency_year_rates.region IS 'The agency''s own region | 机关所在区划代码';
COMMENT ON COLUMN main.agency_year_rates.metric IS 'What over what (table metrics); of table 4: entries in reports, no count of disputes: original and reviewing organ both report a case, 复议后起诉 stands in 行政复议 too, pending cases come again next year | 比率代码；表4不是争议件数';
COMMENT ON COLUMN main.agency_year_rates.numerator IS 'Sum above; NULL: a cell of it is lacking, or its table is not admitted [unit: 件] | 分子';
COMMENT ON COLUMN main.agency_year_rates.denominator IS 'Sum below; NULL: a cell of it is lacking [unit: 件] | 分母';
COMMENT ON COLUMN main.agency_year_rates.rate IS 'numerator / denominator; NULL where the denominator is below 1 or either is NULL. Above 1 where the publisher''s own sums do not hold, and of review_rate and litigation_rate [unit: share] | 比率';
COMMENT ON COLUMN main.agency_year_rates.small IS 'The denominator is below 20: the rate moves much with one case | 分母是否小于20';
COMMENT ON COLUMN main.agency_year_rates.n IS 'Reports in the rate: 1; 0 where a cell is lacking [unit: reports] | 计入的报告数';
COMMENT ON COLUMN main.agency_year_rates.n_implied IS 'Of these, those with a blank that counts as what the printed numbers make it (facts.value_implied) [unit: reports] | 含推定数值的报告数';
COMMENT ON COLUMN main.agency_year_rates.verdict IS 'Worse verdict of the tables it is of: publisher_inconsistent means the publisher''s own sums do not hold | 表判定';
COMMENT ON COLUMN main.agency_year_rates.report_id IS 'Report | 报告编号';
