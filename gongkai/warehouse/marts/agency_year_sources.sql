-- Which report says what an agency does itself, by official table: its first one of scope own, else of scope office.
-- Key: agency_id, year, table_kind
CREATE TABLE main.agency_year_sources AS
SELECT r.agency_id, r.year, t.table_kind, t.scope, r.report_id
FROM main.report_tables AS t JOIN main.reports AS r USING (report_id, revision)
WHERE t.admitted AND t.table_kind IN ('2', '3', '4') AND t.n = 1 AND r.year IS NOT NULL AND t.scope IN ('own', 'office')
QUALIFY row_number() OVER (
  PARTITION BY r.agency_id, r.year, t.table_kind ORDER BY t.scope <> 'own', r.report_id
) = 1
ORDER BY ALL;

COMMENT ON TABLE main.agency_year_sources IS 'Which report says what an agency does itself, by year and official table: numbers of scope own, else of scope office. They hold nobody else''s, so they add up | 各机关各年度反映本机关自身情况的报告';
COMMENT ON COLUMN main.agency_year_sources.agency_id IS 'Agency | 机关编号';
COMMENT ON COLUMN main.agency_year_sources.year IS 'Report year | 报告年度';
COMMENT ON COLUMN main.agency_year_sources.table_kind IS 'Official table: 2, 3, 4 | 表别';
COMMENT ON COLUMN main.agency_year_sources.scope IS 'own, or office where there is none | 数据范围（本机关，无则办公室）';
COMMENT ON COLUMN main.agency_year_sources.report_id IS 'The report, whose table is admitted | 报告编号';
