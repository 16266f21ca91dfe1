# Environments, services and sources; a secret never.
$ omactl config show
  no configuration file: default is in use
  environment  key  value  note
  default                  empty
env REDIS_URL=redis://:fake-password@10.9.9.9:6379/0
$ omactl config show
  no configuration file: default is in use
  environment  key        value           note
  default      redis.url  from REDIS_URL
env DATABASE_URL=postgres://shop:fake-password@10.9.9.8/shop
$ omactl config show
  no configuration file: default is in use
  environment  key           value              note
  default      redis.url     from REDIS_URL
  default      postgres.url  from DATABASE_URL
env DATABASE_URL=mysql://shop:fake-password@10.9.9.8/shop
$ omactl config show
  no configuration file: default is in use
  environment  key        value           note
  default      redis.url  from REDIS_URL

file config/omactl/config.toml <<END
default = "production"

[env.production]
protected = true
alias = ["prod", "p"]

[env.production.redis]
url = { env = "PRODUCTION_REDIS_URL" }
via = "jump"

[env.production.postgres]
url = { command = ["pass", "show", "fake-password"] }

[env.staging.redis]
url = "redis://:fake-password@10.9.9.9:6379/3"
tls = { pin_sha256 = "cGlu" }
END
$ omactl config show
  FOLDER/config/omactl/config.toml: production is in use
  environment  key                   value                                    note
  production   protected             true
  production   alias                 prod, p
  production   redis.url             from PRODUCTION_REDIS_URL                not set
  production   redis.via             jump                                     not used by this version
  production   postgres.url          from the command pass
  staging      redis.url             10.9.9.9:6379/3, from the configuration
  staging      redis.tls.pin_sha256  cGlu
$ omactl config show -e staging --json
  {
    "path": "FOLDER/config/omactl/config.toml",
    "environments": [
      {
        "name": "staging",
        "chosen": true,
        "protected": null,
        "readonly": false,
        "settings": [
          {
            "key": "redis.url",
            "value": "10.9.9.9:6379/3, from the configuration",
            "secret": true,
            "used": true,
            "line": 15
          },
          {
            "key": "redis.tls.pin_sha256",
            "value": "cGlu",
            "secret": false,
            "used": true,
            "line": 16
          }
        ]
      }
    ]
  }
$ omactl config show -e p -o tsv
  environment\tkey\tvalue\tnote
  production\tprotected\ttrue\t
  production\talias\tprod, p\t
  production\tredis.url\tfrom PRODUCTION_REDIS_URL\tnot set
  production\tredis.via\tjump\tnot used by this version
  production\tpostgres.url\tfrom the command pass\t
$ omactl config show -e prodution
! omactl: config show: --env: no environment 'prodution'
! hint: did you mean production?
=> 2
