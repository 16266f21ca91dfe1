needs redis
env OMACTL_CONFIG=FOLDER/c.toml
file c.toml <<END
[env.shop]
redis.url = { env = "REDIS_URL" }
settings.store = "redis-hash:settings"
END
redis HSET settings alexa_limit 1000000 motd "two\nlines"
$ omactl settings get alexa_limit
  1000000
$ omactl settings get motd
  two\nlines
$ omactl settings get motd --json
  {
    "name": "motd",
    "value": "two\nlines",
    "kind": "string",
    "expires": null
  }
$ omactl settings get alexa_limt
! omactl: settings get: no setting 'alexa_limt' in redis-hash:settings
! hint: did you mean alexa_limit?
=> 5
$ omactl settings get nothing_like_it
! omactl: settings get: no setting 'nothing_like_it' in redis-hash:settings
! hint: omactl settings ls
=> 5
