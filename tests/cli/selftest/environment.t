# The world of a command: a folder of its own, no stdin, fixed zone and language.
$ pwd
  FOLDER
$ sh -c 'echo $HOME $XDG_STATE_HOME $XDG_CONFIG_HOME $TZ $LC_ALL'
  FOLDER FOLDER/state FOLDER/config UTC C.UTF-8
$ cat
$ sh -c 'echo "[$REDIS_URL][$NAME]"'
  [][]
env NAME=value
env OTHER="two words" THIRD=FOLDER/x
$ sh -c 'echo "$NAME, $OTHER, $THIRD"'
  value, two words, FOLDER/x

file config/omactl/config.toml <<END
[env.production]
folder = "FOLDER"
END
$ cat config/omactl/config.toml
  [env.production]
  folder = "FOLDER"

# What begins with #! can be run, and bin/ comes first in PATH.
file bin/omactl-hello <<END
#!/bin/sh
echo "hello $1"
END
$ omactl-hello you
  hello you
