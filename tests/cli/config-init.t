# The first file: where it goes, what it says, and that nothing is written over.
$ omactl config init
  Wrote FOLDER/config/omactl/config.toml (mode 0600).
  Next: edit it, then omactl config check
$ stat -c '%a %n' config/omactl/config.toml config/omactl
  600 config/omactl/config.toml
  700 config/omactl
env REDIS_URL=redis://10.9.9.9:6379/0
$ omactl config check
  FOLDER/config/omactl/config.toml
  ok  all  every key is known, every secret can be read, every URL parses

# A second time it stays as it is.
$ sh -c 'echo "# mine" >> config/omactl/config.toml'
$ omactl config init
! omactl: config init: FOLDER/config/omactl/config.toml is there already
! hint: look at it: omactl config show; --force writes a new one and keeps this as FOLDER/config/omactl/config.toml.1
=> 7
$ tail -n 1 config/omactl/config.toml
  # mine

$ omactl config init --force
  Wrote FOLDER/config/omactl/config.toml (mode 0600).
  The old one is FOLDER/config/omactl/config.toml.1.
  Next: edit it, then omactl config check
$ tail -n 1 config/omactl/config.toml.1
  # mine
$ omactl config init --force --json
  {
    "path": "FOLDER/config/omactl/config.toml",
    "kept": "FOLDER/config/omactl/config.toml.2"
  }

# Somewhere else, by name.
$ omactl config init --config own/my.toml
  Wrote own/my.toml (mode 0600).
  Next: edit it, then omactl config check --config own/my.toml
env OMACTL_CONFIG=FOLDER/named.toml
$ omactl config init -q
  Wrote FOLDER/named.toml (mode 0600).
  Next: edit it, then omactl config check

$ omactl config init --config /proc/nowhere/c.toml
!~ omactl: config init: .*/proc/nowhere.*
! hint: name a file that you may write: omactl config init --config FILE
=> 1
