-- Who asks: table 3 by agency, year, scope and applicant, as printed.
-- Key: report_id, n, applicant
CREATE TABLE main.agency_year_applicants AS
WITH cell AS (
  SELECT report_id, revision, n, form, agency_id, agency, year, region, scope, verdict, applicant, indicator, value
  FROM main.facts
  WHERE table_kind = '3' AND applicant IS NOT NULL AND label IS NULL AND period IS NULL
)
SELECT
  agency_id,
  any_value(agency) AS agency,
  year,
  scope::VARCHAR AS scope,
  any_value(region) AS region,
  any_value(form)::VARCHAR AS form,
  any_value(verdict)::VARCHAR AS verdict,
  applicant::VARCHAR AS applicant,
  max(value) FILTER (indicator = 'req_new') AS requests_new,
  max(value) FILTER (indicator = 'req_carried_in') AS carried_in,
  max(value) FILTER (indicator = 'req_granted') AS granted,
  max(value) FILTER (indicator = 'req_partial') AS partial,
  max(value) FILTER (indicator = 'req_closed_total') AS closed,
  max(value) FILTER (indicator = 'req_carried_out') AS carried_out,
  count(*) FILTER (value IS NULL)::INTEGER AS cells_without_value,
  report_id,
  n
FROM cell
GROUP BY report_id, revision, n, agency_id, year, scope, applicant
ORDER BY year, region, agency_id, scope, report_id, n, applicant;

COMMENT ON TABLE main.agency_year_applicants IS 'Who asks, one row an agency, year, scope and applicant, from table 3 as printed. Applicant total is the printed 总计 beside its parts: never add it to them. Shares are in agency_year_rates (natural_person_share, organisation_share, …). Never add up rows of different scopes | 各机关各年度申请人构成（表3原数），总计与各类别不得相加';
COMMENT ON COLUMN main.agency_year_applicants.agency_id IS 'Agency | 机关编号';
COMMENT ON COLUMN main.agency_year_applicants.agency IS 'Name as printed | 机关名称（原文）';
COMMENT ON COLUMN main.agency_year_applicants.year IS 'Report year | 报告年度';
COMMENT ON COLUMN main.agency_year_applicants.scope IS 'Whose numbers: own, office, level, jurisdiction, system, unknown. Never add up different scopes | 数据范围（不同范围不可相加）';
COMMENT ON COLUMN main.agency_year_applicants.region IS 'The agency''s own region | 机关所在区划代码';
COMMENT ON COLUMN main.agency_year_applicants.form IS 'Generation of table 3 | 表式版本';
COMMENT ON COLUMN main.agency_year_applicants.verdict IS 'Verdict of table 3: publisher_inconsistent means the publisher''s own sums do not hold | 表判定';
COMMENT ON COLUMN main.agency_year_applicants.applicant IS 'Who asked (table applicants); total: the printed 总计 | 申请人类别代码';
COMMENT ON COLUMN main.agency_year_applicants.requests_new IS 'Requests received in the year [unit: 件] | 本年新收';
COMMENT ON COLUMN main.agency_year_applicants.carried_in IS 'Requests carried in from the year before [unit: 件] | 上年结转';
COMMENT ON COLUMN main.agency_year_applicants.granted IS 'Granted [unit: 件] | 予以公开';
COMMENT ON COLUMN main.agency_year_applicants.partial IS 'Granted in part [unit: 件] | 部分公开';
COMMENT ON COLUMN main.agency_year_applicants.closed IS 'Requests closed: the printed total (七)总计 [unit: 件] | 办理结果总计';
COMMENT ON COLUMN main.agency_year_applicants.carried_out IS 'Requests carried over to the next year [unit: 件] | 结转下年度';
COMMENT ON COLUMN main.agency_year_applicants.cells_without_value IS 'Cells of this column of table 3 that hold no number (blank or absent) [unit: cells] | 该列无数值的单元格数';
COMMENT ON COLUMN main.agency_year_applicants.report_id IS 'Report | 报告编号';
COMMENT ON COLUMN main.agency_year_applicants.n IS 'Counts tables of one kind in a report, from 1: where there are several, look at them before adding up | 同类表序号';
