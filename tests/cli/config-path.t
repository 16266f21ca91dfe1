# Which file, and where it is looked for; never in the current folder.
file config.toml <<END
[env.trap]
END
$ omactl config path
  absent  FOLDER/config/omactl/config.toml
  absent  /etc/omactl/config.toml
  No configuration: the environment 'default' is made of REDIS_URL or DATABASE_URL.
  Write one: omactl config init

file config/omactl/config.toml <<END
[env.mine]
END
$ omactl config path
  used    FOLDER/config/omactl/config.toml
  absent  /etc/omactl/config.toml
$ omactl config path --json
  {
    "used": "FOLDER/config/omactl/config.toml",
    "places": [
      {
        "path": "FOLDER/config/omactl/config.toml",
        "state": "used"
      },
      {
        "path": "/etc/omactl/config.toml",
        "state": "absent"
      }
    ]
  }
$ omactl config path --config config.toml
  used  config.toml

# What was named must be there.
env OMACTL_CONFIG=FOLDER/other.toml
$ omactl config path
  absent  FOLDER/other.toml
  The file was named and is not there: commands end with 2 until it is.
  Write it: omactl config init
=> 3
$ omactl config show
! omactl: config show: configuration: FOLDER/other.toml: no such file
! hint: write one: omactl config init --config FOLDER/other.toml
=> 2
env OMACTL_CONFIG=config.toml
$ omactl config path
! omactl: config path: OMACTL_CONFIG is not an absolute path
! hint: a configuration is never taken from the current folder; to name one there: --config FILE
=> 2
