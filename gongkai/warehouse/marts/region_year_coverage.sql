-- How many of the expected reports of a region and of all below it are there, and how many came in time.
-- Key: region, year
CREATE TABLE main.region_year_coverage AS
WITH RECURSIVE inside AS (
  SELECT region, region AS part FROM main.regions
  UNION ALL
  SELECT inside.region, regions.region FROM inside JOIN main.regions ON regions.parent = inside.part
),
counts AS (
  SELECT inside.region AS region, year,
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
  FROM inside JOIN main.agency_year_timeliness AS t ON t.region = inside.part
  GROUP BY ALL
),
due AS (
  SELECT *, n_found + n_published_late AS there, n_found + n_published_late + n_late + n_missing AS known,
    n_on_time + n_published_late AS dated
  FROM counts
)
SELECT
  region,
  year,
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
ORDER BY region, year;

COMMENT ON TABLE main.region_year_coverage IS 'How many of the expected reports are there and how many came in time, by region and year: those of all agencies in the region and below it, so never add up regions that lie in each other. A missing report is counted, never a number of 0 | 各地区（含下级）各年度年报到位与及时情况';
COMMENT ON COLUMN main.region_year_coverage.region IS 'Region (table regions) | 区划代码';
COMMENT ON COLUMN main.region_year_coverage.year IS 'Report year | 报告年度';
COMMENT ON COLUMN main.region_year_coverage.n_expected IS 'Reports expected, those not due yet too [unit: reports] | 应有报告数';
COMMENT ON COLUMN main.region_year_coverage.n_not_due IS 'Of these, not due: the year is not over, or a successor reports [unit: reports] | 未到期';
COMMENT ON COLUMN main.region_year_coverage.n_due IS 'Due, the last lawful day is not over [unit: reports] | 尚在期限内';
COMMENT ON COLUMN main.region_year_coverage.n_found IS 'Published, none of them known to be late [unit: reports] | 已公布';
COMMENT ON COLUMN main.region_year_coverage.n_published_late IS 'Published after the last lawful day [unit: reports] | 逾期公布';
COMMENT ON COLUMN main.region_year_coverage.n_late IS 'Past the last lawful day, reports may still come [unit: reports] | 逾期未见';
COMMENT ON COLUMN main.region_year_coverage.n_missing IS 'Not there though its lists were read [unit: reports] | 缺失';
COMMENT ON COLUMN main.region_year_coverage.n_unknown IS 'Nothing can be said: its lists were not read well. Never count these as missing [unit: reports] | 情况不明（不得计为缺失）';
COMMENT ON COLUMN main.region_year_coverage.n_held IS 'Published, but no table of it is admitted [unit: reports] | 已公布但未采信';
COMMENT ON COLUMN main.region_year_coverage.n_unreachable IS 'Its site does not let itself be read [unit: reports] | 网站无法读取';
COMMENT ON COLUMN main.region_year_coverage.n_lost IS 'Its list or page is gone or was rebuilt [unit: reports] | 栏目或链接失效';
COMMENT ON COLUMN main.region_year_coverage.n_on_time IS 'Published by the last lawful day, where one is claimed and the date proves it [unit: reports] | 按期公布';
COMMENT ON COLUMN main.region_year_coverage.n_published IS 'n_found + n_published_late [unit: reports] | 已公布合计';
COMMENT ON COLUMN main.region_year_coverage.published_of IS 'Denominator of published_rate: n_found + n_published_late + n_late + n_missing; not due, due and unknown ones are in neither [unit: reports] | 公布率分母';
COMMENT ON COLUMN main.region_year_coverage.published_rate IS 'n_published / published_of; NULL where that is below 1 [unit: share] | 公布率';
COMMENT ON COLUMN main.region_year_coverage.published_small IS 'published_of is below 20 | 公布率分母是否小于20';
COMMENT ON COLUMN main.region_year_coverage.on_time_of IS 'Denominator of on_time_rate: n_on_time + n_published_late, published ones with a lawful day and a date that proves it [unit: reports] | 按期率分母';
COMMENT ON COLUMN main.region_year_coverage.on_time_rate IS 'n_on_time / on_time_of; NULL where that is below 1 [unit: share] | 按期公布率';
COMMENT ON COLUMN main.region_year_coverage.on_time_small IS 'on_time_of is below 20 | 按期率分母是否小于20';
COMMENT ON COLUMN main.region_year_coverage.median_days_late IS 'Median of days_late (agency_year_timeliness) over these, below 0 before the last lawful day [unit: days] | 距法定期限天数中位数';
