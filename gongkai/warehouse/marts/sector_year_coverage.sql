-- How many of the expected reports of a level, kind and sector are there, and how many came in time.
-- Key: year, level, kind, sector
CREATE TABLE main.sector_year_coverage AS
WITH counts AS (
  SELECT year, level, kind, sector,
    count(*)::INTEGER AS n_expected,
    count(*) FILTER (status = 'not_due')::INTEGER AS n_not_due,
    count(*) FILTER (status = 'due')::INTEGER AS n_due,
    count(*) FILTER (status = 'found')::INTEGER AS n_found,
    count(*) FILTER (status = 'published_late')::INTEGER AS n_published_late,
    count(*) FILTER (status = 'late')::INTEGER AS n_late,
    count(*) FILTER (status = 'missing')::INTEGER AS n_missing,
    count(*) FILTER (status = 'unknown')::INTEGER AS n_unknown,
    count(*) FILTER (gap = 'held')::INTEGER AS n_held,
    count(*) FILTER (gap IN ('blocked', 'challenged', 'robots_denied', 'site_unreachable'))::INTEGER AS n_unreachable,
    count(*) FILTER (gap IN ('column_dead', 'redesigned', 'dead_link'))::INTEGER AS n_lost,
    count(*) FILTER (on_time)::INTEGER AS n_on_time,
    median(days_late)::DECIMAL(24,6) AS median_days_late
  FROM main.agency_year_timeliness
  GROUP BY ALL
),
due AS (
  SELECT *, n_found + n_published_late AS there, n_found + n_published_late + n_late + n_missing AS known,
    n_on_time + n_published_late AS dated
  FROM counts
)
SELECT
  year,
  level,
  kind,
  sector,
  n_expected,
  n_not_due,
  n_due,
  n_found,
  n_published_late,
  n_late,
  n_missing,
  n_unknown,
  n_held,
  n_unreachable,
  n_lost,
  n_on_time,
  there::INTEGER AS n_published,
  known::INTEGER AS published_of,
  CASE WHEN known >= 1 THEN there / known END::DECIMAL(24,6) AS published_rate,
  known < 20 AS published_small,
  dated::INTEGER AS on_time_of,
  CASE WHEN dated >= 1 THEN n_on_time / dated END::DECIMAL(24,6) AS on_time_rate,
  dated < 20 AS on_time_small,
  median_days_late
FROM due
ORDER BY year, level, kind, sector;

COMMENT ON TABLE main.sector_year_coverage IS 'How many of the expected reports are there and how many came in time, by year, level, kind and sector, whatever the region. Each agency is in one row, so counts add up over levels, kinds and sectors; rates and medians do not | 按年度、层级、类别、领域的年报到位与及时情况';
COMMENT ON COLUMN main.sector_year_coverage.year IS 'Report year | 报告年度';
COMMENT ON COLUMN main.sector_year_coverage.level IS 'Level of the agencies: state, province, city, county, township | 机关层级';
COMMENT ON COLUMN main.sector_year_coverage.kind IS 'Kind of the agencies: government, office, department, township, public_body, vertical | 机关类别';
COMMENT ON COLUMN main.sector_year_coverage.sector IS 'Field of work (agencies.sector); NULL: none is stated | 领域';
COMMENT ON COLUMN main.sector_year_coverage.n_expected IS 'Reports expected, those not due yet too [unit: reports] | 应有报告数';
COMMENT ON COLUMN main.sector_year_coverage.n_not_due IS 'Of these, not due: the year is not over, or a successor reports [unit: reports] | 未到期';
COMMENT ON COLUMN main.sector_year_coverage.n_due IS 'Due, the last lawful day is not over [unit: reports] | 尚在期限内';
COMMENT ON COLUMN main.sector_year_coverage.n_found IS 'Published, none of them known to be late [unit: reports] | 已公布';
COMMENT ON COLUMN main.sector_year_coverage.n_published_late IS 'Published after the last lawful day [unit: reports] | 逾期公布';
COMMENT ON COLUMN main.sector_year_coverage.n_late IS 'Past the last lawful day, reports may still come [unit: reports] | 逾期未见';
COMMENT ON COLUMN main.sector_year_coverage.n_missing IS 'Not there though its lists were read [unit: reports] | 缺失';
COMMENT ON COLUMN main.sector_year_coverage.n_unknown IS 'Nothing can be said: its lists were not read well. Never count these as missing [unit: reports] | 情况不明（不得计为缺失）';
COMMENT ON COLUMN main.sector_year_coverage.n_held IS 'Published, but no table of it is admitted [unit: reports] | 已公布但未采信';
COMMENT ON COLUMN main.sector_year_coverage.n_unreachable IS 'Its site does not let itself be read [unit: reports] | 网站无法读取';
COMMENT ON COLUMN main.sector_year_coverage.n_lost IS 'Its list or page is gone or was rebuilt [unit: reports] | 栏目或链接失效';
COMMENT ON COLUMN main.sector_year_coverage.n_on_time IS 'Published by the last lawful day, where one is claimed and the date proves it [unit: reports] | 按期公布';
COMMENT ON COLUMN main.sector_year_coverage.n_published IS 'n_found + n_published_late [unit: reports] | 已公布合计';
COMMENT ON COLUMN main.sector_year_coverage.published_of IS 'Denominator of published_rate: n_found + n_published_late + n_late + n_missing; not due, due and unknown ones are in neither [unit: reports] | 公布率分母';
COMMENT ON COLUMN main.sector_year_coverage.published_rate IS 'n_published / published_of; NULL where that is below 1 [unit: share] | 公布率';
COMMENT ON COLUMN main.sector_year_coverage.published_small IS 'published_of is below 20 | 公布率分母是否小于20';
COMMENT ON COLUMN main.sector_year_coverage.on_time_of IS 'Denominator of on_time_rate: n_on_time + n_published_late, published ones with a lawful day and a date that proves it [unit: reports] | 按期率分母';
COMMENT ON COLUMN main.sector_year_coverage.on_time_rate IS 'n_on_time / on_time_of; NULL where that is below 1 [unit: share] | 按期公布率';
COMMENT ON COLUMN main.sector_year_coverage.on_time_small IS 'on_time_of is below 20 | 按期率分母是否小于20';
COMMENT ON COLUMN main.sector_year_coverage.median_days_late IS 'Median of days_late (agency_year_timeliness) over these, below 0 before the last lawful day [unit: days] | 距法定期限天数中位数';
