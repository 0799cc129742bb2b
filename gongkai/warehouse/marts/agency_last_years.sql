-- Agencies that others took over while both were there: who is expected to report of that year is a successor.
-- Key: agency_id, successor_id
CREATE TABLE main.agency_last_years AS
SELECT a.agency_id, a.valid_to AS year, s.agency_id AS successor_id, s.region AS successor_region,
  bool_or(l.kind = 'rename') AS renamed
FROM main.agencies AS a JOIN main.agency_links AS l ON l.predecessor_id = a.agency_id
JOIN main.agencies AS s ON s.agency_id = l.agency_id
  AND a.valid_to BETWEEN coalesce(s.valid_from, a.valid_to) AND coalesce(s.valid_to, a.valid_to)
GROUP BY a.agency_id, a.valid_to, s.agency_id, s.region
ORDER BY ALL;

COMMENT ON TABLE main.agency_last_years IS 'Agencies that ended in a year in which a successor was there already (table agency_links), a row for each successor: of that year its report is a successor''s; where it has none it lacks none. One of its own counts in sums of what agencies say of themselves, but not in a region''s beside that of the agency which it was renamed to | 被承接机关的最后年度及承接机关';
COMMENT ON COLUMN main.agency_last_years.agency_id IS 'Agency that ended | 机关编号';
COMMENT ON COLUMN main.agency_last_years.year IS 'Its last year | 最后年度';
COMMENT ON COLUMN main.agency_last_years.successor_id IS 'Who took it over, or a part of it | 承接机关编号';
COMMENT ON COLUMN main.agency_last_years.successor_region IS 'The successor''s region (table regions) | 承接机关所在区划代码';
COMMENT ON COLUMN main.agency_last_years.renamed IS 'The same agency under another name, or another code | 是否更名';
