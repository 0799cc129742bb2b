-- Whether and when each agency published: table coverage beside what the agency is, with the days to its last lawful day.
-- Key: agency_id, year
CREATE TABLE main.agency_year_timeliness AS
WITH expected AS (
  SELECT c.*, a.name, a.level, a.kind, a.sector,
    CASE
      WHEN c.status = 'published_late' THEN false
      -- A shown date after the last lawful day of a report that is not called late proves nothing (a site's move).
      WHEN c.status = 'found' AND c.published <= c.deadline THEN true
    END AS on_time
  FROM main.coverage AS c JOIN main.agencies AS a USING (agency_id)
)
SELECT
  agency_id,
  name,
  year,
  region,
  level,
  kind,
  sector,
  status,
  gap,
  deadline,
  published,
  on_time,
  CASE WHEN on_time IS NOT NULL THEN published - deadline END::INTEGER AS days_late,
  report_id
FROM expected
ORDER BY year, region, agency_id;

COMMENT ON TABLE main.agency_year_timeliness IS 'Whether and when each expected report was published, one row an agency and year, from table coverage: what its status means is told there | 各机关各年度年报的到位与及时情况';
COMMENT ON COLUMN main.agency_year_timeliness.agency_id IS 'Agency | 机关编号';
COMMENT ON COLUMN main.agency_year_timeliness.name IS 'Official name | 名称';
COMMENT ON COLUMN main.agency_year_timeliness.year IS 'Report year | 报告年度';
COMMENT ON COLUMN main.agency_year_timeliness.region IS 'The agency''s own region | 机关所在区划代码';
COMMENT ON COLUMN main.agency_year_timeliness.level IS 'Level of the agency | 机关层级';
COMMENT ON COLUMN main.agency_year_timeliness.kind IS 'Kind of the agency | 机关类别';
COMMENT ON COLUMN main.agency_year_timeliness.sector IS 'Field of work; NULL: none is stated | 领域';
COMMENT ON COLUMN main.agency_year_timeliness.status IS 'not_due, due, found, published_late, late, missing, unknown: see coverage | 状态';
COMMENT ON COLUMN main.agency_year_timeliness.gap IS 'Why it is not there, or nothing of it is admitted: see coverage | 缺口类别';
COMMENT ON COLUMN main.agency_year_timeliness.deadline IS 'Last lawful day; NULL where none is claimed | 法定期限';
COMMENT ON COLUMN main.agency_year_timeliness.published IS 'Day of publication as the page states it | 公布日期';
COMMENT ON COLUMN main.agency_year_timeliness.on_time IS 'It was published by its last lawful day; NULL: not published, no lawful day, no date, or one that proves nothing (after a site''s move) | 是否按期公布';
COMMENT ON COLUMN main.agency_year_timeliness.days_late IS 'From the last lawful day to the day of publication, below 0 before it; NULL where on_time is [unit: days] | 距法定期限天数（早为负）';
COMMENT ON COLUMN main.agency_year_timeliness.report_id IS 'The report found | 报告编号';
