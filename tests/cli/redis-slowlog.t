needs redis
redis CONFIG SET slowlog-log-slower-than -1
$ omactl redis slowlog
  Nothing is in the slow log.
  the slow log is off: slowlog-log-slower-than is negative
redis CONFIG SET slowlog-log-slower-than 100000000
$ omactl redis slowlog
  Nothing is in the slow log.
  logged is what takes N s or more (slowlog-log-slower-than 100000000)
# What is slow is told by what is logged: everything, for as long as these run.
redis CONFIG SET slowlog-log-slower-than 0
redis SET resque:greeting marta@example.com
redis RPUSH resque:queue:mail '{"class":"Mail","args":["marta@example.com",7]}'
redis EVAL "return 'secret'" 0 marta@example.com
redis CONFIG SET slowlog-log-slower-than 100000000
$ omactl redis slowlog --first 5
  WHEN  SPENT  CLIENT  COMMAND
~ TIME +([0-9]+ µs|N s) +omactl +CLIENT SETNAME omactl
~ TIME +([0-9]+ µs|N s) +omactl +EVAL '… \(15 bytes\)' 0 '… \(17 bytes\)'
~ TIME +([0-9]+ µs|N s) +omactl +CLIENT SETNAME omactl
~ TIME +([0-9]+ µs|N s) +omactl +RPUSH resque:queue:mail '\{"class":"…","args":\["…",7\]\}'
~ TIME +([0-9]+ µs|N s) +omactl +CLIENT SETNAME omactl
  texts that may be customers' data are hidden: --with-payloads shows them
  logged is what takes N s or more (slowlog-log-slower-than 100000000)
$ omactl redis slowlog --first 5 --with-payloads
  WHEN  SPENT  CLIENT  COMMAND
~ TIME +([0-9]+ µs|N s) +omactl +CLIENT SETNAME omactl
~ TIME +([0-9]+ µs|N s) +omactl +EVAL 'return '\\''secret'\\''' 0 marta@example\.com
~ TIME +([0-9]+ µs|N s) +omactl +CLIENT SETNAME omactl
~ TIME +([0-9]+ µs|N s) +omactl +RPUSH resque:queue:mail '\{"class":"Mail","args":\["marta@example\.com",7\]\}'
~ TIME +([0-9]+ µs|N s) +omactl +CLIENT SETNAME omactl
  logged is what takes N s or more (slowlog-log-slower-than 100000000)
$ omactl redis slowlog --first 1 --json
  [
    {
      "id": 7,
      "at": "TIME",
~     "spent_s": [0-9.e-]+,
      "command": "CLIENT",
      "arguments": [
        "SETNAME",
        "omactl"
      ],
      "payload_masked": true,
      "client": "SOCKET:0",
      "client_name": "omactl"
    }
  ]
# The slowest of all.
redis CONFIG SET slowlog-log-slower-than 20000
redis EVAL "local t = redis.call('TIME') local from = t[1] * 1000000 + t[2] repeat t = redis.call('TIME') until t[1] * 1000000 + t[2] - from > 60000 return 1" 0
redis CONFIG SET slowlog-log-slower-than 100000000
redis SET k v
$ omactl redis slowlog --slowest --first 1 -o tsv
  WHEN\tSPENT\tCLIENT\tCOMMAND
~ TIME\\t[0-9.]*N s\\tomactl\\tEVAL .… .147 bytes.. 0
redis ACL SETUSER mute on nopass +@all -slowlog ~*
env REDIS_URL=unix://mute:x@SOCKET
$ omactl redis slowlog
! omactl: redis slowlog: redis SOCKET: SLOWLOG GET: NOPERM this user has no permissions to run the 'slowlog|get' command
! hint: this user's ACL does not allow it: redis-cli -s SOCKET --user mute ACL WHOAMI, then ACL GETUSER
=> 4
