# Every job of a queue as a line of a file: bytes survive, Redis is only read.
needs redis
redis SADD resque:queues sites empty
redis RPUSH resque:queue:sites '{"class":"A","args":[1]}' '' "torn \x00\xff" '{"class":"B","args":["k\u00e4se\n"]}' '{"class":"A","args":[2]}'
$ omactl queue export sites -
  {"omactl":"export","v":1,"queue":"sites","set":null,"kind":"resque","key":"resque:queue:sites","server":"redis SOCKET/0 (run RUN, master)","predicate":"all","first":null,"at":"TIME"}
  {"n":0,"job":"{\"class\":\"A\",\"args\":[1]}"}
  {"n":1,"job":""}
  {"n":2,"job":{"base64":"dG9ybiAA/w=="}}
  {"n":3,"job":"{\"class\":\"B\",\"args\":[\"k\\u00e4se\\n\"]}"}
  {"n":4,"job":"{\"class\":\"A\",\"args\":[2]}"}
~ \{"count":5,"sha256":"[0-9a-f]{64}"\}
!~ Exported 5 jobs of sites, [0-9.]+ (B|KiB), in N s\.
$ omactl queue export sites sites.jsonl
~ Exported 5 jobs of sites to sites.jsonl, [0-9.]+ (B|KiB), in N s\.
$ stat -c %a sites.jsonl
  600
$ omactl queue export sites sites.jsonl
! omactl: queue export: sites.jsonl is there already
! hint: another name, or --force to write over it
=> 7
$ omactl queue export sites sites.jsonl --class A --force --json
  {
    "queue": "sites",
    "file": "sites.jsonl",
    "jobs": 2,
~ \s+"bytes": \d+,
    "timeless": 0
  }
$ cat sites.jsonl
  {"omactl":"export","v":1,"queue":"sites","set":null,"kind":"resque","key":"resque:queue:sites","server":"redis SOCKET/0 (run RUN, master)","predicate":"class A","first":null,"at":"TIME"}
  {"n":0,"job":"{\"class\":\"A\",\"args\":[1]}"}
  {"n":1,"job":"{\"class\":\"A\",\"args\":[2]}"}
~ \{"count":2,"sha256":"[0-9a-f]{64}"\}
$ omactl queue export sites sites.jsonl.zst --quiet
$ zstd -dc sites.jsonl.zst
  {"omactl":"export","v":1,"queue":"sites","set":null,"kind":"resque","key":"resque:queue:sites","server":"redis SOCKET/0 (run RUN, master)","predicate":"all","first":null,"at":"TIME"}
  {"n":0,"job":"{\"class\":\"A\",\"args\":[1]}"}
  {"n":1,"job":""}
  {"n":2,"job":{"base64":"dG9ybiAA/w=="}}
  {"n":3,"job":"{\"class\":\"B\",\"args\":[\"k\\u00e4se\\n\"]}"}
  {"n":4,"job":"{\"class\":\"A\",\"args\":[2]}"}
~ \{"count":5,"sha256":"[0-9a-f]{64}"\}
$ omactl queue export sites - --where /args/0=2 --quiet
  {"omactl":"export","v":1,"queue":"sites","set":null,"kind":"resque","key":"resque:queue:sites","server":"redis SOCKET/0 (run RUN, master)","predicate":"/args/0=2","first":null,"at":"TIME"}
  {"n":0,"job":"{\"class\":\"A\",\"args\":[2]}"}
~ \{"count":1,"sha256":"[0-9a-f]{64}"\}
$ omactl queue export sites - --first 2 --quiet
  {"omactl":"export","v":1,"queue":"sites","set":null,"kind":"resque","key":"resque:queue:sites","server":"redis SOCKET/0 (run RUN, master)","predicate":"all","first":2,"at":"TIME"}
  {"n":0,"job":"{\"class\":\"A\",\"args\":[1]}"}
  {"n":1,"job":""}
~ \{"count":2,"sha256":"[0-9a-f]{64}"\}
$ omactl queue export sites - --older-than 1h
~ .*"predicate":"enqueued before .*
~ \{"count":0,"sha256":"[0-9a-f]{64}"\}
!~ Exported 0 jobs of sites, [0-9.]+ (B|KiB), in N s\.
! Left out, as they don't say when they were enqueued: 5
$ omactl queue export empty - --quiet
  {"omactl":"export","v":1,"queue":"empty","set":null,"kind":"resque","key":"resque:queue:empty","server":"redis SOCKET/0 (run RUN, master)","predicate":"all","first":null,"at":"TIME"}
~ \{"count":0,"sha256":"[0-9a-f]{64}"\}
$ omactl queue export site -
! omactl: queue export: no queue 'site' in namespace 'resque'
! hint: did you mean sites?
=> 5
$ omactl queue export sites nowhere/sites.jsonl
!~ omactl: queue export: open nowhere/sites.jsonl.\d+.part: no such file or directory
=> 5
$ omactl queue export sites
! omactl: queue export: FILE is missing (Where to; packed when it ends in .zst; - is stdout)
! hint: omactl queue export --help
=> 2
$ ls
  bin
  sites.jsonl
  sites.jsonl.zst
redis? LLEN resque:queue:sites => 5

# Resque's failures, by the job that failed.
redis RPUSH resque:failed '{"failed_at":"2026/11/23 03:00:00 UTC","payload":{"class":"A","args":[1]},"exception":"E","error":"x","queue":"sites"}' '{"failed_at":"2026/11/23 03:00:00 UTC","payload":{"class":"B","args":[2]},"exception":"E","error":"x","queue":"sites"}'
$ omactl queue export failed - --class B --quiet
  {"omactl":"export","v":1,"queue":"failed","set":"failed","kind":"resque","key":"resque:failed","server":"redis SOCKET/0 (run RUN, master)","predicate":"class B","first":null,"at":"TIME"}
  {"n":0,"job":"{\"failed_at\":\"2026/11/23 03:00:00 UTC\",\"payload\":{\"class\":\"B\",\"args\":[2]},\"exception\":\"E\",\"error\":\"x\",\"queue\":\"sites\"}"}
~ \{"count":1,"sha256":"[0-9a-f]{64}"\}

# A queue of that name comes first.
redis SADD resque:queues failed
redis RPUSH resque:queue:failed x
$ omactl queue export failed - --quiet
  {"omactl":"export","v":1,"queue":"failed","set":null,"kind":"resque","key":"resque:queue:failed","server":"redis SOCKET/0 (run RUN, master)","predicate":"all","first":null,"at":"TIME"}
  {"n":0,"job":"x"}
~ \{"count":1,"sha256":"[0-9a-f]{64}"\}
