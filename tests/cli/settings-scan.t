needs redis
file app/site.rb <<END
class Site
  def limit
    get_setting(:alexa_limit, 1_000_000)
  end
  def timeout(kind)
    get_setting("timeout_#{kind}") || 30
  end
  # get_setting(:in_a_comment)
end
END
file app/job.rb <<END
set_setting :alexa_limit, 5 if get_setting('alexa_limit', 250_000)
set_setting(:never_read, "x")
puts get_setting(:never_set)
END
file app/page.haml <<END
= get_setting(:in_haml)
END
$ omactl settings scan app
  NAME         IS    DEFAULT OR VALUE  WHERE
  alexa_limit  read  250_000           job.rb:1   2 different defaults
               read  1_000_000         site.rb:3
               set   5                 job.rb:1
  never_read   set   "x"               job.rb:2   read nowhere
  never_set    read                    job.rb:3   set nowhere
  site.rb:6: reads "timeout_#{kind}": its name is made when it runs
  page.haml: not read: a template; of these only ERB is read
  3 settings in 2 files; what is live was not asked
redis HSET settings alexa_limit 5 timeout_daily 3 orphan 1
$ omactl settings scan app --store redis-hash:settings
  NAME           IS    DEFAULT OR VALUE  WHERE
  alexa_limit    read  250_000           job.rb:1    2 different defaults
                 read  1_000_000         site.rb:3
                 set   5                 job.rb:1
  never_read     set   "x"               job.rb:2    read nowhere, not live
  never_set      read                    job.rb:3    set nowhere, not live
  orphan         live                    in no call  set nowhere, read nowhere
  timeout_daily  live                    in no call  set nowhere, read by a name made when it runs, perhaps
  site.rb:6: reads "timeout_#{kind}": its name is made when it runs
  page.haml: not read: a template; of these only ERB is read
  5 settings in 2 files
$ omactl settings scan app/job.rb --json
  [
    {
      "name": "alexa_limit",
      "reads": [
        {
          "file": "app/job.rb",
          "line": 1,
          "expression": "250_000"
        }
      ],
      "sets": [
        {
          "file": "app/job.rb",
          "line": 1,
          "expression": "5"
        }
      ],
      "findings": []
    },
    {
      "name": "never_read",
      "reads": [],
      "sets": [
        {
          "file": "app/job.rb",
          "line": 2,
          "expression": "\"x\""
        }
      ],
      "findings": [
        "read nowhere"
      ]
    },
    {
      "name": "never_set",
      "reads": [
        {
          "file": "app/job.rb",
          "line": 3,
          "expression": null
        }
      ],
      "sets": [],
      "findings": [
        "set nowhere"
      ]
    }
  ]
file other.rb <<END
Setting[:a] ||= 5
Settings.get(:b)
END
$ omactl settings scan other.rb --get Setting[] --get Settings.get
  NAME  IS    DEFAULT OR VALUE  WHERE
  a     read  5                 other.rb:1
        set   5                 other.rb:1
  b     read                    other.rb:2  set nowhere
  2 settings in 1 file; what is live was not asked
$ omactl settings scan nowhere
! omactl: settings scan: can't read nowhere: no such file or directory
=> 5
