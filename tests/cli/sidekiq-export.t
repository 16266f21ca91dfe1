# Sidekiq's queues are the other way round, and its sets keep their scores.
needs redis
redis SADD queues mail
redis LPUSH queue:mail '{"class":"M","args":[1],"jid":"a1","enqueued_at":1700000000.5}' '{"class":"M","args":[2],"jid":"a2"}'
redis ZADD dead 1700003600.125 '{"queue":"mail","class":"M","args":[3],"jid":"a3"}' 1700003600.25 "\xff"
$ omactl queue export mail - --quiet
  {"omactl":"export","v":1,"queue":"mail","set":null,"kind":"sidekiq","key":"queue:mail","server":"redis SOCKET/0 (run RUN, master)","predicate":"all","first":null,"at":"TIME"}
  {"n":0,"job":"{\"class\":\"M\",\"args\":[1],\"jid\":\"a1\",\"enqueued_at\":1700000000.5}"}
  {"n":1,"job":"{\"class\":\"M\",\"args\":[2],\"jid\":\"a2\"}"}
~ \{"count":2,"sha256":"[0-9a-f]{64}"\}
$ omactl queue export mail - --older-than 1h
~ .*"predicate":"enqueued before .*
  {"n":0,"job":"{\"class\":\"M\",\"args\":[1],\"jid\":\"a1\",\"enqueued_at\":1700000000.5}"}
~ \{"count":1,"sha256":"[0-9a-f]{64}"\}
!~ Exported 1 job of mail, [0-9.]+ (B|KiB), in N s\.
! Left out, as they don't say when they were enqueued: 1
$ omactl queue export dead - --quiet
  {"omactl":"export","v":1,"queue":"dead","set":"dead","kind":"sidekiq","key":"dead","server":"redis SOCKET/0 (run RUN, master)","predicate":"all","first":null,"at":"TIME"}
  {"n":0,"score":"1700003600.125","job":"{\"queue\":\"mail\",\"class\":\"M\",\"args\":[3],\"jid\":\"a3\"}"}
  {"n":1,"score":"1700003600.25","job":{"base64":"/w=="}}
~ \{"count":2,"sha256":"[0-9a-f]{64}"\}
$ omactl queue export retry - --quiet
  {"omactl":"export","v":1,"queue":"retry","set":"retry","kind":"sidekiq","key":"retry","server":"redis SOCKET/0 (run RUN, master)","predicate":"all","first":null,"at":"TIME"}
~ \{"count":0,"sha256":"[0-9a-f]{64}"\}
