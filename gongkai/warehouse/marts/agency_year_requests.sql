-- Requests by agency, year and scope: the 总计 column of table 3. Group sums add up leaves only, never totals and parts.
-- Key: report_id, n
CREATE TABLE main.agency_year_requests AS
WITH cell AS (
  SELECT report_id, revision, n, form, agency_id, agency, year, region, scope, verdict, indicator, value
  FROM main.facts
  WHERE table_kind = '3' AND applicant = 'total' AND label IS NULL AND period IS NULL
)
SELECT
  agency_id,
  any_value(agency) AS agency,
  year,
  scope::VARCHAR AS scope,
  any_value(region) AS region,
  any_value(form)::VARCHAR AS form,
  any_value(verdict)::VARCHAR AS verdict,
  max(value) FILTER (indicator = 'req_new') AS requests_new,
  max(value) FILTER (indicator = 'req_carried_in') AS carried_in,
  max(value) FILTER (indicator = 'req_closed_total') AS closed,
  max(value) FILTER (indicator = 'req_carried_out') AS carried_out,
  max(value) FILTER (indicator = 'req_granted') AS granted,
  max(value) FILTER (indicator = 'req_partial') AS partial,
  sum(value) FILTER (starts_with(indicator, 'req_denied_'))::DECIMAL(24,6) AS denied,
  sum(value) FILTER (starts_with(indicator, 'req_unable_'))::DECIMAL(24,6) AS unable,
  sum(value) FILTER (starts_with(indicator, 'req_notproc_'))::DECIMAL(24,6) AS not_processed,
  -- Form 2019 prints (六)其他处理 as one row, form 2021 as three parts: each form has the one or the other.
  sum(value) FILTER (indicator = 'req_other' OR starts_with(indicator, 'req_other_'))::DECIMAL(24,6) AS other,
  max(value) FILTER (indicator = 'req_denied_state_secret') AS denied_state_secret,
  max(value) FILTER (indicator = 'req_denied_law_forbidden') AS denied_law_forbidden,
  max(value) FILTER (indicator = 'req_denied_safety_stability') AS denied_safety_stability,
  max(value) FILTER (indicator = 'req_denied_third_party') AS denied_third_party,
  max(value) FILTER (indicator = 'req_denied_internal_affairs') AS denied_internal_affairs,
  max(value) FILTER (indicator = 'req_denied_process_info') AS denied_process_info,
  max(value) FILTER (indicator = 'req_denied_enforcement_file') AS denied_enforcement_file,
  max(value) FILTER (indicator = 'req_denied_admin_query') AS denied_admin_query,
  count(*) FILTER (value IS NULL)::INTEGER AS cells_without_value,
  report_id,
  n
FROM cell
GROUP BY report_id, revision, n, agency_id, year, scope
ORDER BY year, region, agency_id, scope, report_id, n;

COMMENT ON TABLE main.agency_year_requests IS 'Requests, outcomes and refusal grounds, one row an agency, year and scope, from the printed 总计 column of table 3. Never add up rows of different scopes: a jurisdiction holds its departments | 各机关各年度依申请公开情况（取表3总计列），不同范围不得相加';
COMMENT ON COLUMN main.agency_year_requests.agency_id IS 'Agency | 机关编号';
COMMENT ON COLUMN main.agency_year_requests.agency IS 'Name as printed | 机关名称（原文）';
COMMENT ON COLUMN main.agency_year_requests.year IS 'Report year | 报告年度';
COMMENT ON COLUMN main.agency_year_requests.scope IS 'Whose numbers: own, office, level, jurisdiction, system, unknown. Never add up different scopes | 数据范围（不同范围不可相加）';
COMMENT ON COLUMN main.agency_year_requests.region IS 'The agency''s own region | 机关所在区划代码';
COMMENT ON COLUMN main.agency_year_requests.form IS 'Generation of table 3 | 表式版本';
COMMENT ON COLUMN main.agency_year_requests.verdict IS 'Verdict of table 3: publisher_inconsistent means the publisher''s own sums do not hold | 表判定';
COMMENT ON COLUMN main.agency_year_requests.requests_new IS 'Requests received in the year [unit: 件] | 本年新收';
COMMENT ON COLUMN main.agency_year_requests.carried_in IS 'Requests carried in from the year before [unit: 件] | 上年结转';
COMMENT ON COLUMN main.agency_year_requests.closed IS 'Requests closed: the printed total (七)总计, not a sum made here [unit: 件] | 办理结果总计';
COMMENT ON COLUMN main.agency_year_requests.carried_out IS 'Requests carried over to the next year [unit: 件] | 结转下年度';
COMMENT ON COLUMN main.agency_year_requests.granted IS 'Granted [unit: 件] | 予以公开';
COMMENT ON COLUMN main.agency_year_requests.partial IS 'Granted in part [unit: 件] | 部分公开';
COMMENT ON COLUMN main.agency_year_requests.denied IS 'Denied: sum of the eight printed grounds; printed blanks count nothing, see cells_without_value [unit: 件] | 不予公开（八项之和）';
COMMENT ON COLUMN main.agency_year_requests.unable IS 'Unable to provide: sum of the three printed parts [unit: 件] | 无法提供（三项之和）';
COMMENT ON COLUMN main.agency_year_requests.not_processed IS 'Not processed: sum of the five printed parts [unit: 件] | 不予处理（五项之和）';
COMMENT ON COLUMN main.agency_year_requests.other IS 'Other handling: one row on form 2019, sum of three on form 2021 [unit: 件] | 其他处理';
COMMENT ON COLUMN main.agency_year_requests.denied_state_secret IS 'Denied: state secret [unit: 件] | 属于国家秘密';
COMMENT ON COLUMN main.agency_year_requests.denied_law_forbidden IS 'Denied: forbidden by other laws and regulations [unit: 件] | 其他法律行政法规禁止公开';
COMMENT ON COLUMN main.agency_year_requests.denied_safety_stability IS 'Denied: endangers safety or stability [unit: 件] | 危及“三安全一稳定”';
COMMENT ON COLUMN main.agency_year_requests.denied_third_party IS 'Denied: rights of third parties [unit: 件] | 保护第三方合法权益';
COMMENT ON COLUMN main.agency_year_requests.denied_internal_affairs IS 'Denied: internal affairs [unit: 件] | 属于三类内部事务信息';
COMMENT ON COLUMN main.agency_year_requests.denied_process_info IS 'Denied: process information [unit: 件] | 属于四类过程性信息';
COMMENT ON COLUMN main.agency_year_requests.denied_enforcement_file IS 'Denied: enforcement files [unit: 件] | 属于行政执法案卷';
COMMENT ON COLUMN main.agency_year_requests.denied_admin_query IS 'Denied: administrative query [unit: 件] | 属于行政查询事项';
COMMENT ON COLUMN main.agency_year_requests.cells_without_value IS 'Cells of the 总计 column that hold no number (blank or absent) [unit: cells] | 总计列中无数值的单元格数';
COMMENT ON COLUMN main.agency_year_requests.report_id IS 'Report | 报告编号';
COMMENT ON COLUMN main.agency_year_requests.n IS 'Counts tables of one kind in a report, from 1: where there are several, look at them before adding up | 同类表序号';
