"""From list pages and deposits to bodies: registry columns → ledger and store → sources. Only here is HTTP spoken."""
