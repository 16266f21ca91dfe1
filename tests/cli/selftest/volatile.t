# What differs from run to run: ids are numbered, and known by their prefixes.
file state/omactl/journal.jsonl <<END
{"id":"01KAR5X2M7Q4ZB0E8W3JH6TNVC"}
{"id":"01KAR5X2M9A1BCDEFGHJKMNPQR"}
END
$ echo 'first 01KAR5X2M7   then 01KAR5X2M9, again 01KAR5X2M7Q4ZB0E8W3JH6TNVC'
  first ID1  then ID2, again ID1
$ echo undo ID2 archive:ID1
  undo ID2 archive:ID1
$ echo 'unknown to any file: 01KARZZZZZ'
  unknown to any file: ID3

$ echo 'in 1.6 s, then 12 ms, at 112 k/s, 2.5 GiB free, run 9f2c…'
  in N s, then N s, at N/s, N free, run RUN
$ date -u '+now %Y-%m-%dT%H:%M:%SZ, and %Y-%m-%d %H:%M:%SZ'
  now TIME, and TIME
# Times in data are what they are.
$ echo '2013/11/23 10:00:00 UTC and 2019-05-01T00:00:00.000Z'
  2013/11/23 10:00:00 UTC and 2019-05-01T00:00:00.000Z
