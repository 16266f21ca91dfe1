needs redis
redis SADD resque:queues sites empty hash
redis RPUSH resque:queue:sites '{"class":"RefreshSite","args":[1]}' '{"class":"RefreshSite","args":[2,"\u001b[31m"]}' "\x1b[2Jred\x00\xff" '{"class":"Alexa::Load","args":[{"force":true}]}' '{"class":"RefreshSite","args":[3]}'
redis HSET resque:queue:hash field value
$ omactl queue peek sites
  POSITION  PAYLOAD
         0  {"class":"RefreshSite","args":[1]}
         1  {"class":"RefreshSite","args":[2,"…"]}
         2  … (9 bytes)
         3  {"class":"Alexa::Load","args":[{"force":true}]}
         4  {"class":"RefreshSite","args":[3]}
  texts that may be customers' data are hidden: --with-payloads shows them
$ omactl queue peek sites --first 2
  POSITION  PAYLOAD
         0  {"class":"RefreshSite","args":[1]}
         1  {"class":"RefreshSite","args":[2,"…"]}
  texts that may be customers' data are hidden: --with-payloads shows them
$ omactl queue peek sites --newest --first 2
  POSITION  PAYLOAD
         3  {"class":"Alexa::Load","args":[{"force":true}]}
         4  {"class":"RefreshSite","args":[3]}
$ omactl queue peek sites --malformed
  POSITION  PAYLOAD
         2  … (9 bytes)
  texts that may be customers' data are hidden: --with-payloads shows them
$ omactl queue peek sites --malformed --json
  [
    {
      "position": 2,
      "well_formed": false,
      "payload_masked": true,
      "payload": "… (9 bytes)",
      "class": null,
      "args": null
    }
  ]
$ omactl queue peek sites --class Alexa::Load --json
  [
    {
      "position": 3,
      "well_formed": true,
      "payload_masked": true,
      "payload": "{\"class\":\"Alexa::Load\",\"args\":[{\"force\":true}]}",
      "class": "Alexa::Load",
      "args": [
        {
          "force": true
        }
      ]
    }
  ]
$ omactl queue peek sites --newest --first 1 --class RefreshSite -o jsonl
  {"position":4,"well_formed":true,"payload_masked":true,"payload":"{\"class\":\"RefreshSite\",\"args\":[3]}","class":"RefreshSite","args":[3]}
$ omactl queue peek sites --with-payloads
  POSITION  PAYLOAD
         0  {"class":"RefreshSite","args":[1]}
         1  {"class":"RefreshSite","args":[2,"\u001b[31m"]}
         2  \x1b[2Jred\x00\xff
         3  {"class":"Alexa::Load","args":[{"force":true}]}
         4  {"class":"RefreshSite","args":[3]}
$ omactl queue peek sites --malformed --with-payloads --json
  [
    {
      "position": 2,
      "well_formed": false,
      "payload_masked": false,
      "payload": {
        "base64": "G1sySnJlZAD/"
      },
      "class": null,
      "args": null
    }
  ]
$ omactl queue peek sites --class Nobody
  No job of 5 matches.
$ omactl queue peek sites --class Nobody --json
  []
$ omactl queue peek sites --first 0
  No job of 5 matches.
$ omactl queue peek sites --newest --class RefreshSite --first 2
  POSITION  PAYLOAD
         1  {"class":"RefreshSite","args":[2,"…"]}
         4  {"class":"RefreshSite","args":[3]}
  texts that may be customers' data are hidden: --with-payloads shows them
$ omactl queue peek empty
  empty is empty.
$ omactl queue peek failed
  failed is empty.
redis RPUSH resque:failed '{"failed_at":"2026/11/23 03:00:00 UTC","payload":{"class":"A","args":[1,"ann@example.com"]},"exception":"Timeout::Error","error":"execution expired","worker":"w","queue":"sites","backtrace":[]}' 'torn {'
$ omactl queue peek failed
  POSITION  RECORD
         0  {"failed_at":"2026/11/23 03:00:00 UTC","payload":{"class":"A","args":[1,"…"]},"exception":"Timeout::Error","error":"execution expired","worker":"w","queue":"sites","backtrace":[]}
         1  … (6 bytes)
  texts that may be customers' data are hidden: --with-payloads shows them
$ omactl queue peek failed --class A --with-payloads
  POSITION  RECORD
         0  {"failed_at":"2026/11/23 03:00:00 UTC","payload":{"class":"A","args":[1,"ann@example.com"]},"exception":"Timeout::Error","error":"execution expired","worker":"w","queue":"sites","backtrace":[]}
$ omactl queue peek failed --newest --first 1 --json
  [
    {
      "position": 1,
      "well_formed": false,
      "payload_masked": true,
      "payload": "… (6 bytes)",
      "class": null,
      "args": null,
      "set": "failed"
    }
  ]
$ omactl queue peek retry
! omactl: queue peek: no queue 'retry' in namespace 'resque'
! hint: omactl queue ls
=> 5
$ omactl queue peek hash
! omactl: queue peek: 'resque:queue:hash' is a hash, not a list of jobs
! hint: redis-cli -s SOCKET TYPE resque:queue:hash
=> 1
$ omactl queue peek site
! omactl: queue peek: no queue 'site' in namespace 'resque'
! hint: did you mean sites?
=> 5
$ omactl queue peek
! omactl: queue peek: QUEUE is missing (Queue (or failed, retry, dead, schedule) to look into)
! hint: omactl queue peek --help
=> 2
$ omactl queue peek sites mailers
! omactl: queue peek: 'mailers' is one word too many
! hint: omactl queue peek --help
=> 2
$ omactl queue peek ''
! omactl: queue peek: QUEUE has an empty value
! hint: is a shell variable not set?
=> 2
$ omactl queue peek '{{queue}}'
! omactl: queue peek: QUEUE is still '{{queue}}'
! hint: put the queue in place of {{queue}}
=> 2
$ omactl queue peek –malformed sites
! omactl: queue peek: '–malformed' begins with an en dash
! hint: type plain hyphens: --malformed
=> 2
