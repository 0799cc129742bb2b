-- Reconsideration and litigation by agency, year and scope: the fifteen printed cells of table 4.
-- Key: report_id, n
CREATE TABLE main.agency_year_reviews AS
WITH cell AS (
  SELECT report_id, revision, n, form, agency_id, agency, year, region, scope, verdict, indicator, value
  FROM main.facts
  WHERE table_kind = '4' AND label IS NULL AND period IS NULL
)
SELECT
  agency_id,
  any_value(agency) AS agency,
  year,
  scope::VARCHAR AS scope,
  any_value(region) AS region,
  any_value(form)::VARCHAR AS form,
  any_value(verdict)::VARCHAR AS verdict,
  max(value) FILTER (indicator = 'review_upheld') AS review_upheld,
  max(value) FILTER (indicator = 'review_corrected') AS review_corrected,
  max(value) FILTER (indicator = 'review_other') AS review_other,
  max(value) FILTER (indicator = 'review_pending') AS review_pending,
  max(value) FILTER (indicator = 'review_total') AS review_total,
  max(value) FILTER (indicator = 'suit_direct_upheld') AS suit_direct_upheld,
  max(value) FILTER (indicator = 'suit_direct_corrected') AS suit_direct_corrected,
  max(value) FILTER (indicator = 'suit_direct_other') AS suit_direct_other,
  max(value) FILTER (indicator = 'suit_direct_pending') AS suit_direct_pending,
  max(value) FILTER (indicator = 'suit_direct_total') AS suit_direct_total,
  max(value) FILTER (indicator = 'suit_after_review_upheld') AS suit_after_review_upheld,
  max(value) FILTER (indicator = 'suit_after_review_corrected') AS suit_after_review_corrected,
  max(value) FILTER (indicator = 'suit_after_review_other') AS suit_after_review_other,
  max(value) FILTER (indicator = 'suit_after_review_pending') AS suit_after_review_pending,
  max(value) FILTER (indicator = 'suit_after_review_total') AS suit_after_review_total,
  count(*) FILTER (value IS NULL)::INTEGER AS cells_without_value,
  report_id,
  n
FROM cell
GROUP BY report_id, revision, n, agency_id, year, scope
ORDER BY year, region, agency_id, scope, report_id, n;

COMMENT ON TABLE main.agency_year_reviews IS 'Reconsideration and litigation over disclosure as reported, one row an agency, year and scope, from table 4. This is no count of disputes: original and reviewing organ both report a case, a case of 复议后起诉 stands in 行政复议 too, and pending ones come again next year. So never add up the three channels, nor agencies or years, and call it disputes; never add up rows of different scopes | 各机关各年度行政复议与行政诉讼情况（表4原数），并非争议件数：原机关与复议机关重复填报，复议后起诉已计入行政复议，未结案件次年再报';
COMMENT ON COLUMN main.agency_year_reviews.agency_id IS 'Agency | 机关编号';
COMMENT ON COLUMN main.agency_year_reviews.agency IS 'Name as printed | 机关名称（原文）';
COMMENT ON COLUMN main.agency_year_reviews.year IS 'Report year | 报告年度';
COMMENT ON COLUMN main.agency_year_reviews.scope IS 'Whose numbers: own, office, level, jurisdiction, system, unknown. Never add up different scopes | 数据范围（不同范围不可相加）';
COMMENT ON COLUMN main.agency_year_reviews.region IS 'The agency''s own region | 机关所在区划代码';
COMMENT ON COLUMN main.agency_year_reviews.form IS 'Generation of table 4 | 表式版本';
COMMENT ON COLUMN main.agency_year_reviews.verdict IS 'Verdict of table 4: publisher_inconsistent means the publisher''s own sums do not hold | 表判定';
COMMENT ON COLUMN main.agency_year_reviews.review_upheld IS 'Reconsideration: upheld; no count of disputes [unit: 件] | 行政复议·结果维持（非争议件数）';
COMMENT ON COLUMN main.agency_year_reviews.review_corrected IS 'Reconsideration: corrected; no count of disputes [unit: 件] | 行政复议·结果纠正（非争议件数）';
COMMENT ON COLUMN main.agency_year_reviews.review_other IS 'Reconsideration: other result; no count of disputes [unit: 件] | 行政复议·其他结果（非争议件数）';
COMMENT ON COLUMN main.agency_year_reviews.review_pending IS 'Reconsideration: not concluded; these come again next year; no count of disputes [unit: 件] | 行政复议·尚未审结（非争议件数）';
COMMENT ON COLUMN main.agency_year_reviews.review_total IS 'Reconsideration: the printed total, pending ones too, not a sum made here; no count of disputes [unit: 件] | 行政复议·总计（非争议件数）';
COMMENT ON COLUMN main.agency_year_reviews.suit_direct_upheld IS 'Lawsuits filed directly: upheld; no count of disputes [unit: 件] | 行政诉讼·未经复议直接起诉·结果维持（非争议件数）';
COMMENT ON COLUMN main.agency_year_reviews.suit_direct_corrected IS 'Lawsuits filed directly: corrected; no count of disputes [unit: 件] | 行政诉讼·未经复议直接起诉·结果纠正（非争议件数）';
COMMENT ON COLUMN main.agency_year_reviews.suit_direct_other IS 'Lawsuits filed directly: other result; no count of disputes [unit: 件] | 行政诉讼·未经复议直接起诉·其他结果（非争议件数）';
COMMENT ON COLUMN main.agency_year_reviews.suit_direct_pending IS 'Lawsuits filed directly: not concluded; these come again next year; no count of disputes [unit: 件] | 行政诉讼·未经复议直接起诉·尚未审结（非争议件数）';
COMMENT ON COLUMN main.agency_year_reviews.suit_direct_total IS 'Lawsuits filed directly: the printed total, pending ones too, not a sum made here; no count of disputes [unit: 件] | 行政诉讼·未经复议直接起诉·总计（非争议件数）';
COMMENT ON COLUMN main.agency_year_reviews.suit_after_review_upheld IS 'Lawsuits after reconsideration: upheld; no count of disputes [unit: 件] | 行政诉讼·复议后起诉·结果维持（非争议件数）';
COMMENT ON COLUMN main.agency_year_reviews.suit_after_review_corrected IS 'Lawsuits after reconsideration: corrected; no count of disputes [unit: 件] | 行政诉讼·复议后起诉·结果纠正（非争议件数）';
COMMENT ON COLUMN main.agency_year_reviews.suit_after_review_other IS 'Lawsuits after reconsideration: other result; no count of disputes [unit: 件] | 行政诉讼·复议后起诉·其他结果（非争议件数）';
COMMENT ON COLUMN main.agency_year_reviews.suit_after_review_pending IS 'Lawsuits after reconsideration: not concluded; these come again next year; no count of disputes [unit: 件] | 行政诉讼·复议后起诉·尚未审结（非争议件数）';
COMMENT ON COLUMN main.agency_year_reviews.suit_after_review_total IS 'Lawsuits after reconsideration: the printed total, pending ones too, not a sum made here; no count of disputes [unit: 件] | 行政诉讼·复议后起诉·总计（非争议件数）';
COMMENT ON COLUMN main.agency_year_reviews.cells_without_value IS 'Cells of the table that hold no number [unit: cells] | 无数值的单元格数';
COMMENT ON COLUMN main.agency_year_reviews.report_id IS 'Report | 报告编号';
COMMENT ON COLUMN main.agency_year_reviews.n IS 'Counts tables of one kind in a report, from 1: where there are several, look at them before adding up | 同类表序号';
