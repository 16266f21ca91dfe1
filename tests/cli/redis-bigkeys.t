needs redis
$ omactl redis bigkeys
~ 0 keys, [0-9.]+ (B|KiB) in all by MEMORY USAGE, which samples
redis EVAL "for i = 1, 3000 do redis.call('RPUSH', 'resque:queue:sites', string.rep('x', 50)) end return 1" 0
redis MSET app:cfg:a 1 app:cfg:b "two words" "\xff\x1b[31m" bytes
redis HSET app:users:1 name a mail b
$ omactl redis bigkeys
  TYPE    KEYS     MEMORY
~ string +3 +[0-9.]+ (B|KiB) +[0-9.]+ %
~ list +1 +[0-9.]+ (B|KiB) +[0-9.]+ %
~ hash +1 +[0-9.]+ (B|KiB) +[0-9.]+ %
  \n
  TYPE       MEMORY          LENGTH  DB  KEY
~ string +[0-9.]+ (B|KiB) +[0-9.]+ (B|KiB) +0 +app:cfg:b
~ string +[0-9.]+ (B|KiB) +[0-9.]+ (B|KiB) +0 +\\xff\\x1b\[31m
~ string +[0-9.]+ (B|KiB) +[0-9.]+ (B|KiB) +0 +app:cfg:a
~ list +[0-9.]+ (B|KiB) +3,000 elements +0 +resque:queue:sites
~ hash +[0-9.]+ (B|KiB) +2 elements +0 +app:users:1
  \n
~ 5 keys, [0-9.]+ (B|KiB) in all by MEMORY USAGE, which samples
$ omactl redis bigkeys --top 1 --json
  {
    "keys": 5,
~   "memory_bytes": [0-9]+,
    "unreadable": 0,
    "types": [
      {
        "type": "string",
        "keys": 3,
~       "memory_bytes": [0-9]+
      },
      {
        "type": "list",
        "keys": 1,
~       "memory_bytes": [0-9]+
      },
      {
        "type": "hash",
        "keys": 1,
~       "memory_bytes": [0-9]+
      }
    ],
    "biggest": [
      {
        "key": "app:cfg:b",
        "db": 0,
        "type": "string",
~       "memory_bytes": [0-9]+,
        "length": 9
      },
      {
        "key": "resque:queue:sites",
        "db": 0,
        "type": "list",
~       "memory_bytes": [0-9]+,
        "length": 3000
      },
      {
        "key": "app:users:1",
        "db": 0,
        "type": "hash",
~       "memory_bytes": [0-9]+,
        "length": 2
      }
    ],
    "prefixes": [
      {
        "prefix": "resque:queue:",
        "keys": 1,
~       "memory_bytes": [0-9]+
      }
    ],
    "keys_of_other_prefixes": 0
  }
$ omactl redis bigkeys --by-prefix
  TYPE    KEYS     MEMORY
~ string +3 +[0-9.]+ (B|KiB) +[0-9.]+ %
~ list +1 +[0-9.]+ (B|KiB) +[0-9.]+ %
~ hash +1 +[0-9.]+ (B|KiB) +[0-9.]+ %
  \n
  PREFIX         KEYS     MEMORY
~ resque:queue: +1 +[0-9.]+ (B|KiB) +[0-9.]+ %
~ app:cfg: +2 +[0-9.]+ (B|KiB) +[0-9.]+ %
~ app:users: +1 +[0-9.]+ (B|KiB) +[0-9.]+ %
  \n
~ 5 keys, [0-9.]+ (B|KiB) in all by MEMORY USAGE, which samples
$ omactl redis bigkeys --by-prefix --depth 1 --separator . -o tsv
  TYPE\tKEYS\tMEMORY\t
~ string\\t3\\t[0-9.]+ (B|KiB)\\t[0-9.]+ %
~ list\\t1\\t[0-9.]+ (B|KiB)\\t[0-9.]+ %
~ hash\\t1\\t[0-9.]+ (B|KiB)\\t[0-9.]+ %
  PREFIX\tKEYS\tMEMORY\t
$ omactl redis bigkeys --db 3
~ 0 keys, [0-9.]+ (B|KiB) in all by MEMORY USAGE, which samples
$ omactl redis bigkeys --rate 100000/s --top 1 --by-prefix -o tsv
  TYPE\tKEYS\tMEMORY\t
~ string\\t3\\t[0-9.]+ (B|KiB)\\t[0-9.]+ %
~ list\\t1\\t[0-9.]+ (B|KiB)\\t[0-9.]+ %
~ hash\\t1\\t[0-9.]+ (B|KiB)\\t[0-9.]+ %
  PREFIX\tKEYS\tMEMORY\t
~ resque:queue:\\t1\\t[0-9.]+ (B|KiB)\\t[0-9.]+ %
$ omactl redis bigkeys --top 0
! omactl: redis bigkeys: --top and --depth begin at 1
=> 2
$ omactl redis bigkeys --separator ab
! omactl: redis bigkeys: a separator is one character, not 'ab'
! hint: --separator :
=> 2
