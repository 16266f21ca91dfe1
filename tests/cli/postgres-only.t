# An environment without Redis: what is asked of the journal, of holds and runs asks no Redis and needs none.
file config/omactl/config.toml <<END
[env.production]
protected = true

[env.production.postgres]
url = { env = "DATABASE_URL" }
admin_url = { file = "admin.url" }
system_id = "7301000000000000000"
role = "primary"
restart = ["systemctl", "restart", "postgresql@15-main"]
unit = "postgresql@15-main"
END
env DATABASE_URL=postgres://shop:fake-password@10.9.9.9/shop

$ omactl journal ls
  No operation in the journal.
$ omactl holds ls
  No holds.
$ omactl holds enforce
! No hold is overdue.
$ omactl incident handover
  Handover by tester@HOST  TIME
  Nothing is open.
$ omactl undo 01JDB7Q4 --yes
! omactl: undo: no operation 'ID1' in the journal or the services of 'production'
! hint: omactl journal ls
=> 5
$ omactl resume 01JDB7Q4
! omactl: resume: no operation 'ID1' in the journal or the services of 'production'
! hint: omactl journal ls
=> 5
$ omactl journal prune --older-than 90d
  Nothing that is decided is as old; nothing to prune.
$ omactl queue ls
! omactl: queue ls: environment 'production' has no redis
! hint: set REDIS_URL, or write a configuration: omactl config init
=> 2

$ omactl config show
  FOLDER/config/omactl/config.toml: production is in use
  environment  key                 value                                                     note
  production   protected           true
  production   postgres.url        from DATABASE_URL
  production   postgres.admin_url  from the file FOLDER/config/omactl/admin.url
  production   postgres.system_id  7301000000000000000
  production   postgres.role       primary
  production   postgres.restart    systemctl restart postgresql@15-main
  production   postgres.unit       postgresql@15-main
$ omactl config check
  FOLDER/config/omactl/config.toml
  FAIL  line 6  production.postgres.admin_url: a secret's file: open FOLDER/config/omactl/admin.url: no such file or directory
                -> look at it: ls -l FOLDER/config/omactl/admin.url
=> 3
