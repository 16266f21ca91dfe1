# What would fail in the night, found by day: 0 fine, 3 something to mend, 2 a file that can't be used.
$ omactl config check
  FAIL    no configuration, and no REDIS_URL or DATABASE_URL
          -> set REDIS_URL or DATABASE_URL, or write a configuration: omactl config init
=> 3

file config/omactl/config.toml <<END
default = "production"

[env.production.redis]
url = { env = "PRODUCTION_REDIS_URL" }

[env.staging]
protected = true

[env.staging.redis]
url = { file = "staging.url" }
tls = { ca = "gone.pem" }
via = "jump"

[env.third.redis]
url = { command = ["sh", "-c", "echo half-a-secret; exit 3"] }

[env.fourth.redis]
url = "redis://:fake-password@10.9.9.9:port"

[env.fourth.postgres]
url = { env = "DATABASE_URL" }

[env.fifth]
protected = true

[env.fifth.redis]
url = "rediss://10.9.9.9"
tls = { verify = "none" }

[env.fourth.elasticsearch]
urls = ["http://10.0.0.21:9200", "10.0.0.22"]
END
file config/omactl/staging.url <<END
redis://127.0.0.1:6380
END
$ chmod 644 config/omactl/config.toml
$ omactl config check
  FOLDER/config/omactl/config.toml
  FAIL  line 4   production.redis.url: PRODUCTION_REDIS_URL is not set
                 -> export it, or name another source in the configuration
  FAIL  line 10  redis of protected environment 'staging' is at a loopback address: 127.0.0.1:6380/0
                 -> if that is meant (a tunnel, say), add loopback = true to [env.staging.redis]
  FAIL  line 11  staging.redis.tls.ca: open FOLDER/config/omactl/gone.pem: no such file or directory
                 -> look at it: ls -l FOLDER/config/omactl/gone.pem
  WARN  line 12  staging.redis.via: this version opens no tunnel
                 -> open one by hand: ssh -L 16379:HOST:PORT BASTION, and give its address in url, with loopback = true
  FAIL  line 15  third.redis.url: a secret's command: sh ended with status 3
                 -> run the command by hand to see what it says; it stands in the configuration
  FAIL  line 18  fourth.redis.url: redis address: the port must be a number from 0 to 65535
                 -> accepted: redis://[user:password@]host[:port][/db], rediss://… (TLS), unix:///path[?db=N], host[:port][:db][/namespace], redis+sentinel://host:26379[,host…]/MASTER[/db]
  WARN  line 18  fourth.redis.url is a secret in a file that everybody may read
                 -> chmod 600 FOLDER/config/omactl/config.toml
  FAIL  line 21  fourth.postgres.url: DATABASE_URL is not set
                 -> export it, or name another source in the configuration
  FAIL  line 28  redis of protected environment fifth does not verify its server
                 -> pin it instead: tls = { pin_sha256 = "…" } (a failing connection prints the line)
  FAIL  line 31  fourth.elasticsearch.urls[2] from the configuration is no URL
                 -> it begins with a scheme and a host: https://host…, postgres://host…
=> 3
$ omactl config check --json -e production
  {
    "ok": false,
    "findings": [
      {
        "status": "fail",
        "what": "line 4",
        "message": "production.redis.url: PRODUCTION_REDIS_URL is not set",
        "mend": "export it, or name another source in the configuration",
        "line": 4
      }
    ],
    "path": "FOLDER/config/omactl/config.toml"
  }
=> 3

# Everything is in order once what is missing is there.
env PRODUCTION_REDIS_URL=redis://10.9.9.9:6379/0
$ omactl config check -e production
  FOLDER/config/omactl/config.toml
  ok  production  every key is known, every secret can be read, every URL parses
env OMACTL_ENV=prod
$ omactl config check
  FOLDER/config/omactl/config.toml
  FAIL           OMACTL_ENV: no environment 'prod'
                 -> did you mean production?
  FAIL  line 10  redis of protected environment 'staging' is at a loopback address: 127.0.0.1:6380/0
                 -> if that is meant (a tunnel, say), add loopback = true to [env.staging.redis]
  FAIL  line 11  staging.redis.tls.ca: open FOLDER/config/omactl/gone.pem: no such file or directory
                 -> look at it: ls -l FOLDER/config/omactl/gone.pem
  WARN  line 12  staging.redis.via: this version opens no tunnel
                 -> open one by hand: ssh -L 16379:HOST:PORT BASTION, and give its address in url, with loopback = true
  FAIL  line 15  third.redis.url: a secret's command: sh ended with status 3
                 -> run the command by hand to see what it says; it stands in the configuration
  FAIL  line 18  fourth.redis.url: redis address: the port must be a number from 0 to 65535
                 -> accepted: redis://[user:password@]host[:port][/db], rediss://… (TLS), unix:///path[?db=N], host[:port][:db][/namespace], redis+sentinel://host:26379[,host…]/MASTER[/db]
  WARN  line 18  fourth.redis.url is a secret in a file that everybody may read
                 -> chmod 600 FOLDER/config/omactl/config.toml
  FAIL  line 21  fourth.postgres.url: DATABASE_URL is not set
                 -> export it, or name another source in the configuration
  FAIL  line 28  redis of protected environment fifth does not verify its server
                 -> pin it instead: tls = { pin_sha256 = "…" } (a failing connection prints the line)
  FAIL  line 31  fourth.elasticsearch.urls[2] from the configuration is no URL
                 -> it begins with a scheme and a host: https://host…, postgres://host…
=> 3
$ omactl config check -e nowhere
! omactl: config check: --env: no environment 'nowhere'
! hint: environments: production, staging, third, fourth, fifth
=> 2

# A file that everybody may write can name commands to run.
$ chmod 666 config/omactl/config.toml
$ omactl config check -e production
  FOLDER/config/omactl/config.toml
  FAIL    everybody may write this file, and it can name commands to run
          -> chmod go-w FOLDER/config/omactl/config.toml
=> 3

# Wrong keys and types: all of them, each with its line.
file config/omactl/config.toml <<END
default = "a"
[env.a]
protcted = true
readonly = "yes"
[env.a.redis]
url = { evn = "X" }
END
$ omactl config check
  FOLDER/config/omactl/config.toml
  FAIL  line 3  unknown key 'protcted' in [env.a]
                -> did you mean protected?
  FAIL  line 4  readonly in [env.a] wants true or false, not text
                -> for example: readonly = true
  FAIL  line 6  url in [env.a.redis]: unknown key 'evn'; a table here has env, file or command
                -> for example: url = { env = "REDIS_URL" }
=> 2
# Other commands tell the first.
$ omactl config show
! omactl: config show: FOLDER/config/omactl/config.toml:3: unknown key 'protcted' in [env.a] (and 2 more; omactl config check lists them)
! hint: did you mean protected?
=> 2
file config/omactl/config.toml <<END
[env.a
END
$ omactl config check
! omactl: config check: FOLDER/config/omactl/config.toml:1: not valid TOML: Error while parsing table header: expected ']', saw '\n'
! hint: strings stand in quotes, each key once; `omactl config check` reads the file again
=> 2
