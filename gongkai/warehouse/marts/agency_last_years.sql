-- Agencies that another took over while both were there: who is expected to report of that year is the successor.
-- Key: agency_id
CREATE TABLE main.agency_last_years AS
SELECT a.agency_id, a.valid_to AS year, s.agency_id AS successor_id, s.region AS successor_region
FROM main.agencies AS a JOIN main.agency_links AS l ON l.predecessor_id = a.agency_id
JOIN main.agencies AS s ON s.agency_id = l.agency_id
  AND a.valid_to BETWEEN coalesce(s.valid_from, a.valid_to) AND coalesce(s.valid_to, a.valid_to)
QUALIFY row_number() OVER (PARTITION BY a.agency_id ORDER BY s.valid_from DESC NULLS LAST, s.agency_id) = 1
ORDER BY ALL;

COMMENT ON TABLE main.agency_last_years IS 'Agencies that ended in a year in which a successor was there already (table agency_links): of that year its report is the successor''s; where it has one of its own that counts, where it has none it lacks none | 被承接机关的最后年度及承接机关';
COMMENT ON COLUMN main.agency_last_years.agency_id IS 'Agency that ended | 机关编号';
COMMENT ON COLUMN main.agency_last_years.year IS 'Its last year | 最后年度';
COMMENT ON COLUMN main.agency_last_years.successor_id IS 'Who took it over; of several the one that came last | 承接机关编号';
COMMENT ON COLUMN main.agency_last_years.successor_region IS 'The successor''s region (table regions) | 承接机关所在区划代码';
