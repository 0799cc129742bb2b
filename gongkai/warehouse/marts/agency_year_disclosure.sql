-- Proactive disclosure and enforcement by agency, year and scope: table 2 of both forms side by side.
-- Key: report_id, n
CREATE TABLE main.agency_year_disclosure AS
WITH cell AS (
  SELECT report_id, revision, n, form, agency_id, agency, year, region, scope, verdict, indicator, value_std
  FROM main.facts
  WHERE table_kind = '2' AND label IS NULL AND period IS NULL
)
SELECT
  agency_id,
  any_value(agency) AS agency,
  year,
  scope::VARCHAR AS scope,
  any_value(region) AS region,
  any_value(form)::VARCHAR AS form,
  any_value(verdict)::VARCHAR AS verdict,
  max(value_std) FILTER (indicator = 'rules_made') AS rules_made,
  max(value_std) FILTER (indicator = 'rules_repealed') AS rules_repealed,
  max(value_std) FILTER (indicator = 'rules_in_force') AS rules_in_force,
  max(value_std) FILTER (indicator = 'normdoc_made') AS normdoc_made,
  max(value_std) FILTER (indicator = 'normdoc_repealed') AS normdoc_repealed,
  max(value_std) FILTER (indicator = 'normdoc_in_force') AS normdoc_in_force,
  max(value_std) FILTER (indicator = 'rules_produced') AS rules_produced,
  max(value_std) FILTER (indicator = 'rules_published') AS rules_published,
  max(value_std) FILTER (indicator = 'rules_public_stock') AS rules_public_stock,
  max(value_std) FILTER (indicator = 'normdoc_produced') AS normdoc_produced,
  max(value_std) FILTER (indicator = 'normdoc_published') AS normdoc_published,
  max(value_std) FILTER (indicator = 'normdoc_public_stock') AS normdoc_public_stock,
  max(value_std) FILTER (indicator = 'license_decisions') AS license_decisions,
  max(value_std) FILTER (indicator = 'penalty_decisions') AS penalty_decisions,
  max(value_std) FILTER (indicator = 'coercion_decisions') AS coercion_decisions,
  max(value_std) FILTER (indicator = 'othersvc_decisions') AS othersvc_decisions,
  max(value_std) FILTER (indicator = 'license_items_prev') AS license_items_prev,
  max(value_std) FILTER (indicator = 'license_items_delta') AS license_items_delta,
  max(value_std) FILTER (indicator = 'othersvc_items_prev') AS othersvc_items_prev,
  max(value_std) FILTER (indicator = 'othersvc_items_delta') AS othersvc_items_delta,
  max(value_std) FILTER (indicator = 'penalty_items_prev') AS penalty_items_prev,
  max(value_std) FILTER (indicator = 'penalty_items_delta') AS penalty_items_delta,
  max(value_std) FILTER (indicator = 'coercion_items_prev') AS coercion_items_prev,
  max(value_std) FILTER (indicator = 'coercion_items_delta') AS coercion_items_delta,
  max(value_std) FILTER (indicator = 'admin_fee_items_prev') AS admin_fee_items_prev,
  max(value_std) FILTER (indicator = 'admin_fee_items_delta') AS admin_fee_items_delta,
  max(value_std) FILTER (indicator = 'admin_fee_amount') AS admin_fee_amount,
  max(value_std) FILTER (indicator = 'procurement_projects') AS procurement_projects,
  max(value_std) FILTER (indicator = 'procurement_amount') AS procurement_amount,
  count(*) FILTER (value_std IS NULL)::INTEGER AS cells_without_value,
  report_id,
  n
FROM cell
GROUP BY report_id, revision, n, agency_id, year, scope
ORDER BY year, region, agency_id, scope, report_id, n;

COMMENT ON TABLE main.agency_year_disclosure IS 'Proactive disclosure (规章, 行政规范性文件) and enforcement (许可, 处罚, 强制, 收费), one row an agency, year and scope, from table 2. The forms of 2019 and 2021 count different things: each column says which form has it, the others'' are NULL, and none is mapped into another. Numbers at the end of a year (in force, publicly available) are no flows: never add them up over years. Never add up rows of different scopes | 各机关各年度主动公开与行政执法情况（表2原数）；2019与2021表式口径不同，互不换算';
COMMENT ON COLUMN main.agency_year_disclosure.agency_id IS 'Agency | 机关编号';
COMMENT ON COLUMN main.agency_year_disclosure.agency IS 'Name as printed | 机关名称（原文）';
COMMENT ON COLUMN main.agency_year_disclosure.year IS 'Report year | 报告年度';
COMMENT ON COLUMN main.agency_year_disclosure.scope IS 'Whose numbers: own, office, level, jurisdiction, system, unknown. Never add up different scopes | 数据范围（不同范围不可相加）';
COMMENT ON COLUMN main.agency_year_disclosure.region IS 'The agency''s own region | 机关所在区划代码';
COMMENT ON COLUMN main.agency_year_disclosure.form IS 'Generation of table 2 | 表式版本';
COMMENT ON COLUMN main.agency_year_disclosure.verdict IS 'Verdict of table 2; no sum of the form sees its numbers | 表判定';
COMMENT ON COLUMN main.agency_year_disclosure.rules_made IS '规章 made this year; form 2021 alone [unit: 件] | 规章·本年制发';
COMMENT ON COLUMN main.agency_year_disclosure.rules_repealed IS '规章 repealed this year; form 2021 alone [unit: 件] | 规章·本年废止';
COMMENT ON COLUMN main.agency_year_disclosure.rules_in_force IS '规章 in force; form 2021 alone [unit: 件] | 规章·现行有效';
COMMENT ON COLUMN main.agency_year_disclosure.normdoc_made IS '行政规范性文件 made this year; form 2021 alone [unit: 件] | 行政规范性文件·本年制发';
COMMENT ON COLUMN main.agency_year_disclosure.normdoc_repealed IS '行政规范性文件 repealed this year; form 2021 alone [unit: 件] | 行政规范性文件·本年废止';
COMMENT ON COLUMN main.agency_year_disclosure.normdoc_in_force IS '行政规范性文件 in force; form 2021 alone [unit: 件] | 行政规范性文件·现行有效';
COMMENT ON COLUMN main.agency_year_disclosure.rules_produced IS '规章 newly produced; form 2019 alone, not rules_made [unit: 件] | 规章·本年新制作';
COMMENT ON COLUMN main.agency_year_disclosure.rules_published IS '规章 newly made public; form 2019 alone [unit: 件] | 规章·本年新公开';
COMMENT ON COLUMN main.agency_year_disclosure.rules_public_stock IS '规章 publicly available; form 2019 alone, not rules_in_force [unit: 件] | 规章·对外公开总数';
COMMENT ON COLUMN main.agency_year_disclosure.normdoc_produced IS '规范性文件 newly produced; form 2019 alone, a wider notion than normdoc_made [unit: 件] | 规范性文件·本年新制作';
COMMENT ON COLUMN main.agency_year_disclosure.normdoc_published IS '规范性文件 newly made public; form 2019 alone [unit: 件] | 规范性文件·本年新公开';
COMMENT ON COLUMN main.agency_year_disclosure.normdoc_public_stock IS '规范性文件 publicly available; form 2019 alone, not normdoc_in_force [unit: 件] | 规范性文件·对外公开总数';
COMMENT ON COLUMN main.agency_year_disclosure.license_decisions IS 'Licensing decisions (行政许可); both forms, comparable with care [unit: 件] | 行政许可·处理决定数量';
COMMENT ON COLUMN main.agency_year_disclosure.penalty_decisions IS 'Penalty decisions (行政处罚); both forms, comparable with care [unit: 件] | 行政处罚·处理决定数量';
COMMENT ON COLUMN main.agency_year_disclosure.coercion_decisions IS 'Coercive measures (行政强制); both forms, comparable with care [unit: 件] | 行政强制·处理决定数量';
COMMENT ON COLUMN main.agency_year_disclosure.othersvc_decisions IS 'Decisions in other services (其他对外管理服务事项); form 2019 alone [unit: 件] | 其他对外管理服务事项·处理决定数量';
COMMENT ON COLUMN main.agency_year_disclosure.license_items_prev IS 'Licences: kinds of items the year before; form 2019 alone [unit: 项] | 行政许可·上一年项目数量';
COMMENT ON COLUMN main.agency_year_disclosure.license_items_delta IS 'Licences: change in kinds of items, may be negative; form 2019 alone [unit: 项] | 行政许可·本年增/减';
COMMENT ON COLUMN main.agency_year_disclosure.othersvc_items_prev IS 'Other services: kinds of items the year before; form 2019 alone [unit: 项] | 其他对外管理服务事项·上一年项目数量';
COMMENT ON COLUMN main.agency_year_disclosure.othersvc_items_delta IS 'Other services: change in kinds of items, may be negative; form 2019 alone [unit: 项] | 其他对外管理服务事项·本年增/减';
COMMENT ON COLUMN main.agency_year_disclosure.penalty_items_prev IS 'Penalties: kinds of items the year before; form 2019 alone [unit: 项] | 行政处罚·上一年项目数量';
COMMENT ON COLUMN main.agency_year_disclosure.penalty_items_delta IS 'Penalties: change in kinds of items, may be negative; form 2019 alone [unit: 项] | 行政处罚·本年增/减';
COMMENT ON COLUMN main.agency_year_disclosure.coercion_items_prev IS 'Coercive measures: kinds of items the year before; form 2019 alone [unit: 项] | 行政强制·上一年项目数量';
COMMENT ON COLUMN main.agency_year_disclosure.coercion_items_delta IS 'Coercive measures: change in kinds of items, may be negative; form 2019 alone [unit: 项] | 行政强制·本年增/减';
COMMENT ON COLUMN main.agency_year_disclosure.admin_fee_items_prev IS 'Administrative fees: kinds of items the year before; form 2019 alone [unit: 项] | 行政事业性收费·上一年项目数量';
COMMENT ON COLUMN main.agency_year_disclosure.admin_fee_items_delta IS 'Administrative fees: change in kinds of items, may be negative; form 2019 alone [unit: 项] | 行政事业性收费·本年增/减';
COMMENT ON COLUMN main.agency_year_disclosure.admin_fee_amount IS 'Administrative fees collected, exactly converted; NULL too where no unit is printed; form 2021 alone [unit: 元] | 行政事业性收费·本年收费金额';
COMMENT ON COLUMN main.agency_year_disclosure.procurement_projects IS 'Centralised procurement: projects; form 2019 alone [unit: 个] | 政府集中采购·采购项目数量';
COMMENT ON COLUMN main.agency_year_disclosure.procurement_amount IS 'Centralised procurement: amount, exactly converted; NULL too where no unit is printed, as the form has none; form 2019 alone [unit: 元] | 政府集中采购·采购总金额';
COMMENT ON COLUMN main.agency_year_disclosure.cells_without_value IS 'Cells of the table that hold no number, or an amount without a unit [unit: cells] | 无数值的单元格数';
COMMENT ON COLUMN main.agency_year_disclosure.report_id IS 'Report | 报告编号';
COMMENT ON COLUMN main.agency_year_disclosure.n IS 'Counts tables of one kind in a report, from 1: where there are several, look at them before adding up | 同类表序号';
