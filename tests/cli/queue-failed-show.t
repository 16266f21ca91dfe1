# One failure as a whole: what it was to do, and where it broke.
needs redis
redis RPUSH resque:failed '{"failed_at":"2026/11/23 03:00:00 UTC","payload":{"class":"RefreshSite","args":[1842,"ann@example.com",{"force":true}]},"exception":"Timeout::Error","error":"execution expired\nafter 30 s","backtrace":["app/jobs/refresh_site.rb:12:in `perform`","lib/net.rb:3"],"worker":"web-1:101:sites","queue":"sites","retried_at":"2026/11/23 04:00:00"}' '{"failed_at":"2026/11/23 03:01:00 UTC","payload":{"class":"Mail","args":[]},"exception":"KeyError","error":"key not found","backtrace":null,"worker":"web-2:7:*","queue":"mail"}' 'no record \x1b[31m'
$ omactl queue failed show
  Malformed record 2 of failed
    record      … (18 bytes)
  texts that may be customers' data are hidden: --with-payloads shows them
$ omactl queue failed show --class RefreshSite
  Failure 0 of failed
    failed at  2026/11/23 03:00:00 UTC
    queue  sites
    class  RefreshSite
    args  [1842,"…",{"force":true}]
    error  Timeout::Error: execution expired\nafter N s
    worker  web-1:101:sites
    retried at  2026/11/23 04:00:00
    backtrace  app/jobs/refresh_site.rb:12:in `perform`
                lib/net.rb:3
  texts that may be customers' data are hidden: --with-payloads shows them
$ omactl queue failed show --class RefreshSite --with-payloads
  Failure 0 of failed
    failed at  2026/11/23 03:00:00 UTC
    queue  sites
    class  RefreshSite
    args  [1842,"ann@example.com",{"force":true}]
    error  Timeout::Error: execution expired\nafter N s
    worker  web-1:101:sites
    retried at  2026/11/23 04:00:00
    backtrace  app/jobs/refresh_site.rb:12:in `perform`
                lib/net.rb:3
$ omactl queue failed show --index 1
  Failure 1 of failed
    failed at   2026/11/23 03:01:00 UTC
    queue       mail
    class       Mail
    args        []
    error       KeyError: key not found
    worker      web-2:7:*
$ omactl queue failed show --index 1 --json
  {
    "index": 1,
    "well_formed": true,
    "payload_masked": true,
    "failed_at": "2026/11/23 03:01:00 UTC",
    "queue": "mail",
    "class": "Mail",
    "payload": "{\"class\":\"Mail\",\"args\":[]}",
    "exception": "KeyError",
    "error": "key not found",
    "worker": "web-2:7:*",
    "retried_at": null,
    "backtrace": null
  }
$ omactl queue failed show --queue sites --error Key
! omactl: queue failed show: no failure matches
! hint: omactl queue failed ls
=> 5
$ omactl queue failed show --index 7
! omactl: queue failed show: no such failure at index 7
! hint: omactl queue failed ls
=> 5
