# The age of a job that is too long to be read for it: Sidekiq writes it behind the args.
needs redis
redis SADD queues long silent torn
redis SADD processes none
redis EVAL "redis.call('LPUSH', 'queue:long', '{\"queue\":\"long\",\"class\":\"A\",\"args\":[\"enqueued_at\",\"' .. string.rep('x', 100000) .. '\"],\"jid\":\"00112233445566778899aa01\",\"created_at\":1.5,\"enqueued_at\":' .. (redis.call('TIME')[1] - 865800) .. '.5}') redis.call('LPUSH', 'queue:long', '{}') redis.call('LPUSH', 'queue:silent', '{\"queue\":\"silent\",\"class\":\"A\",\"args\":[{\"enqueued_at\":\"soon\"}],\"x\":\"' .. string.rep('x', 100000) .. '\"}') return redis.call('LPUSH', 'queue:torn', string.rep('x', 100000) .. '\"enqueued_at\":') " 0
$ omactl queue ls
  QUEUE   WAITING  LATENCY
  long          2     10 d
  silent        1
  torn          1
  4 jobs waiting, 0 in retry, 0 dead, 0 of 0 threads working
# What crosses the network is its end; a server that has no read-only scripts, or a user who may not run them, sends all.
redis CONFIG RESETSTAT
$ omactl queue ls -o tsv
  QUEUE\tWAITING\tLATENCY\t
  long\t2\t10 d\t
  silent\t1\t\t
  torn\t1\t\t
redis? EVAL "local n = tonumber(redis.call('INFO', 'stats'):match('total_net_output_bytes:(%d+)')) return n < 20000 and 'little' or n" 0 => little
redis ACL SETUSER default -eval_ro
redis CONFIG RESETSTAT
$ omactl queue ls -o tsv
  QUEUE\tWAITING\tLATENCY\t
  long\t2\t10 d\t
  silent\t1\t\t
  torn\t1\t\t
redis ACL SETUSER default +eval_ro
