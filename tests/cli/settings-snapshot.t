needs redis
env OMACTL_CONFIG=FOLDER/c.toml
file c.toml <<END
[env.shop]
redis.url = { env = "REDIS_URL" }
settings.store = "redis-hash:settings"
END
$ omactl settings snapshot --list
  No snapshots in ~/state/omactl/settings/shop
redis HSET settings alexa_limit 1000000 motd hello
$ omactl settings snapshot
~ Kept 2 settings in .*/settings/shop/settings-\d+T\d+Z(-\d)?\.jsonl
# As from cron: silent while nothing changes.
$ omactl settings snapshot
$ omactl settings snapshot --json
  {
~   "path": ".*/settings/shop/settings-\d+T\d+Z\.jsonl",
    "written": false,
    "settings": 2
  }
redis HSET settings alexa_limit 2000000
$ omactl settings snapshot
~ Kept 2 settings in .*/settings/shop/settings-\d+T\d+Z(-\d)?\.jsonl
$ omactl settings snapshot --list
  TAKEN                 SETTINGS  FILE
~ .* 2  .*/settings/shop/settings-\d+T\d+Z(-\d)?\.jsonl
~ .* 2  .*/settings/shop/settings-\d+T\d+Z(-\d)?\.jsonl
file state/omactl/settings/shop/settings-29990101T000000Z.jsonl <<END
{"omactl":"settings","v":1,"store":"redis-hash:settings"
END
$ omactl settings snapshot --list
  TAKEN                 SETTINGS  FILE
~ 2999-01-01 00:00:00Z            ~/state/omactl/settings/shop/settings-29990101T000000Z\.jsonl +damaged
~ .* 2  .*/settings/shop/settings-\d+T\d+Z(-\d)?\.jsonl
~ .* 2  .*/settings/shop/settings-\d+T\d+Z(-\d)?\.jsonl
=> 3
$ omactl settings snapshot
~ Kept 2 settings in .*/settings/shop/settings-\d+T\d+Z(-\d)?\.jsonl
  (the one before can't be read: snapshot FOLDER/state/omactl/settings/shop/settings-29990101T000000Z.jsonl: it is cut short: its last line (the checksum) is missing)
