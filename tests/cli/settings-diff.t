needs redis
env OMACTL_CONFIG=FOLDER/c.toml
file c.toml <<END
[env.shop]
redis.url = { env = "REDIS_URL" }
settings.store = "redis-hash:settings"
END
redis HSET settings alexa_limit 1000000 motd hello gone 1 crawl true
$ omactl settings diff
! omactl: settings diff: nothing to compare with: no snapshot, and no defaults are configured
! hint: omactl settings snapshot    (keeps them as they are now)
=> 5
$ omactl settings diff --from defaults
! omactl: settings diff: no defaults are configured
! hint: [env.shop.settings] defaults = "settings.toml"
=> 2
$ omactl settings snapshot -q
~ Kept 4 settings in .*/settings/shop/settings-\d+T\d+Z(-\d)?\.jsonl
$ omactl settings diff
  4 settings and the snapshot of TIME: no difference
redis HSET settings alexa_limit 5 fresh ""
redis HDEL settings gone
$ omactl settings diff
  STATE    NAME         LIVE  SNAPSHOT  DEFAULT
  changed  alexa_limit  5     1000000   -
  added    fresh        ''    -         -
  missing  gone         -     1         -
  3 differ of 5 settings from the snapshot of TIME
=> 3

# With defaults: a value that is not the default is no difference.
file settings.toml <<END
alexa_limit = 1_000_000
crawl = false
ttl = 30
END
file c.toml <<END
[env.shop]
redis.url = { env = "REDIS_URL" }
settings.store = "redis-hash:settings"
settings.defaults = "settings.toml"
END
$ omactl settings diff
  STATE            NAME         LIVE  SNAPSHOT  DEFAULT
  changed          alexa_limit  5     1000000   1000000
  not the default  crawl        true  true      false
  added            fresh        ''    -         -
  missing          gone         -     1         -
  3 differ of 6 settings from the snapshot of TIME and the defaults
=> 3
$ omactl settings diff --all
  STATE            NAME         LIVE   SNAPSHOT  DEFAULT
  changed          alexa_limit  5      1000000   1000000
  not the default  crawl        true   true      false
  added            fresh        ''     -         -
  missing          gone         -      1         -
  same             motd         hello  hello     -
  default applies  ttl          -      -         30
  3 differ of 6 settings from the snapshot of TIME and the defaults
=> 3
$ omactl settings diff --from defaults
  STATE    NAME         LIVE   SNAPSHOT  DEFAULT
  changed  alexa_limit  5      -         1000000
  changed  crawl        true   -         false
  added    fresh        ''     -         -
  added    motd         hello  -         -
  missing  ttl          -      -         30
  5 differ of 5 settings from the defaults
=> 3
$ omactl settings diff --json
  [
    {
      "name": "alexa_limit",
      "state": "changed",
      "live": "5",
      "snapshot": "1000000",
      "default": "1000000"
    },
    {
      "name": "crawl",
      "state": "off_default",
      "live": "true",
      "snapshot": "true",
      "default": "false"
    },
    {
      "name": "fresh",
      "state": "added",
      "live": "",
      "snapshot": null,
      "default": null
    },
    {
      "name": "gone",
      "state": "missing",
      "live": null,
      "snapshot": "1",
      "default": null
    }
  ]
=> 3
$ omactl settings diff --from nowhere.jsonl
! omactl: settings diff: open nowhere.jsonl: no such file or directory
=> 5
file damaged.jsonl <<END
{"omactl":"settings","v":1,"store":"redis-hash:settings","server":"x","at":"2026-01-01T00:00:00.000Z"}
{"name":"a","value":"1"}
END
$ omactl settings diff --from damaged.jsonl
! omactl: settings diff: snapshot damaged.jsonl: it is cut short: its last line (the checksum) is missing
! hint: use an older snapshot
=> 1
