needs redis
$ omactl settings ls
! omactl: settings ls: environment 'default' does not say where its settings are
! hint: in the configuration: [env.default.settings] store = "redis-hash:settings"
! hint: or for once: --store redis-hash:settings
=> 2

file config/omactl/config.toml <<END
[env.shop]
redis.url = { env = "REDIS_URL" }
[env.shop.settings]
store = "redis-hash:settings"
END
$ omactl settings ls
  No settings in redis-hash:settings
$ omactl settings ls --json
  []
redis HSET settings alexa_limit 1000000 motd "two\nlines \x1b[31m" empty ""
redis HSET settings "\xff" "\x00\xff"
$ omactl settings ls
  NAME         VALUE
  alexa_limit  1000000
  empty
  motd         two\nlines \x1b[31m
  \xff         \x00\xff
  4 settings in redis-hash:settings
$ omactl settings ls --json
  [
    {
      "name": "alexa_limit",
      "value": "1000000",
      "kind": "string",
      "expires": null
    },
    {
      "name": "empty",
      "value": "",
      "kind": "string",
      "expires": null
    },
    {
      "name": "motd",
      "value": "two\nlines \u001b[31m",
      "kind": "string",
      "expires": null
    },
    {
      "name": {
        "base64": "/w=="
      },
      "value": {
        "base64": "AP8="
      },
      "kind": "string",
      "expires": null
    }
  ]
$ omactl settings ls --output tsv
  NAME\tVALUE\t
  alexa_limit\t1000000\t
  empty\t\t
  motd\ttwo\nlines \x1b[31m\t
  \xff\t\x00\xff\t

# Without a configuration, keys under a prefix.
redis SET setting:b 1
redis SET setting:a 2 PX 8000000
redis RPUSH setting:feeds x
$ omactl settings ls --store redis-prefix:setting:
  NAME   VALUE
  a      2                    ends in 2 h 13 min
  b      1
  feeds  (a list, not shown)
  3 settings in redis-prefix:setting:
$ omactl settings ls --store redis-prefx:setting:
! omactl: settings ls: 'redis-prefx:setting:' is no store of settings
! hint: redis-prefix:setting:    (redis-hash:KEY, redis-prefix:PREFIX or sql:TABLE)
=> 2
$ omactl settings ls --store sql:settings
! omactl: settings ls: environment 'shop' has no postgres
! hint: set DATABASE_URL, or write a configuration: omactl config init
=> 2
$ omactl settings ls --store redis-hash:setting:a
! omactl: settings ls: 'setting:a' is no hash of settings but a string
! hint: the configuration's store = "redis-hash:…" names another key
=> 1
