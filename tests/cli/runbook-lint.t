# What is wrong with a page is told with its line and the nearest right word, before anything runs.
file config/omactl/config.toml <<END
runbooks = "FOLDER/pages"
[env.staging.redis]
url = "redis://127.0.0.1:1/0"
END
file pages/good.md <<END
---
title: A page
needs: [redis]
parameters:
  queue: { type: queue, default: sites }
---
## Look
Read first.
```omactl
omactl queue ls
omactl queue peek {{queue}}
```
## Talk
Tell somebody.
END
file bad.md <<END
---
titel: A page
needs: [redis, postgrs]
parameters:
  queue: { type: queu }
  idle: { type: duration, default: soon }
  span: { type: duration, default: 5m, hepl: x }
---
```omactl
omactl queue ls
```
## Look
```omactl if="queue clear sites" verify="queue why {{queu}}"
omactl quue ls
omactl queue clear sites --duplicate
omactl queue peek {{que}} --first some
omactl queue requeue sites --yes
omactl -e production queue ls
ls -l
omactl queue ls | grep sites
```
## Look
```omactl iff="queue ls" on-failure=panic within=5m
omactl queue push sites A $(reboot)
omactl run other
omactl workers pause --for {{span}}
```
- in a list
  ```omactl
  omactl queue ls
  ```
```sh
echo {{queue}}
```
END
$ omactl runbook lint
~ \d+ pages: nothing wrong
$ omactl runbook lint ./bad.md
  ./bad.md:1: the page has no title
      title: What is wrong, in one line
  ./bad.md:2: unknown key 'titel'
      did you mean title
  ./bad.md:3: unknown service 'postgrs'
      did you mean postgres
  ./bad.md:5: unknown type 'queu'
      did you mean queue
  ./bad.md:5: parameter 'queue' is used nowhere
      write {{queue}} in a line
  ./bad.md:6: the default of idle: 'soon' is not a duration
  ./bad.md:6: parameter 'idle' is used nowhere
      write {{idle}} in a line
  ./bad.md:7: unknown key 'hepl'
      did you mean help
  ./bad.md:9: a block stands before the first step
      ## A heading makes a step
  ./bad.md:13: verify has no within: how long may it take?
      verify="…" within=5m
  ./bad.md:13: 'queue clear' changes something; if, unless and verify only look
  ./bad.md:13: unknown parameter 'queu'
      did you mean queue
  ./bad.md:14: 'quue' is not an omactl command
      did you mean: omactl queue
  ./bad.md:15: unknown option --duplicate
      did you mean --duplicates
      omactl queue clear --help
  ./bad.md:16: unknown parameter 'que'
      did you mean queue
  ./bad.md:17: a page says neither --yes nor --confirm
      who runs it says yes: omactl run NAME --yes
  ./bad.md:18: a page names no environment and no configuration
      omactl -e ENV run NAME
  ./bad.md:19: a line begins with omactl, not 'ls'
      one command a line; other programs stand in a sh block
  ./bad.md:20: a shell would act on '|' here, omactl does not
      put it in '…', or leave it away
  ./bad.md:22: two steps are named 'Look'
      the other stands in line 12
  ./bad.md:23: unknown attribute 'iff'
      did you mean if
  ./bad.md:23: on-failure can't be 'panic'
      on-failure=ask, retry:N, stop or continue
  ./bad.md:23: within belongs to a verify
      verify="…" within=5m
  ./bad.md:24: a shell would act on '$' here, omactl does not
      put it in '…', or leave it away
  ./bad.md:25: 'run' is nothing for a page
      a person types it
  ./bad.md:29: a block inside of a list or quotation does not run
      move it out, to the left edge
  ./bad.md:33: a parameter in a sh block would be split and expanded by the shell
      write out what is meant, or make it an omactl line
  27 problems in 1 page
=> 3
$ omactl runbook lint ./bad.md --json
  [
    {
      "file": "./bad.md",
      "line": 1,
      "message": "the page has no title",
      "hint": "title: What is wrong, in one line"
    },
    {
      "file": "./bad.md",
      "line": 2,
      "message": "unknown key 'titel'",
      "hint": "did you mean title"
    },
    {
      "file": "./bad.md",
      "line": 3,
      "message": "unknown service 'postgrs'",
      "hint": "did you mean postgres"
    },
    {
      "file": "./bad.md",
      "line": 5,
      "message": "unknown type 'queu'",
      "hint": "did you mean queue"
    },
    {
      "file": "./bad.md",
      "line": 5,
      "message": "parameter 'queue' is used nowhere",
      "hint": "write {{queue}} in a line"
    },
    {
      "file": "./bad.md",
      "line": 6,
      "message": "the default of idle: 'soon' is not a duration",
      "hint": ""
    },
    {
      "file": "./bad.md",
      "line": 6,
      "message": "parameter 'idle' is used nowhere",
      "hint": "write {{idle}} in a line"
    },
    {
      "file": "./bad.md",
      "line": 7,
      "message": "unknown key 'hepl'",
      "hint": "did you mean help"
    },
    {
      "file": "./bad.md",
      "line": 9,
      "message": "a block stands before the first step",
      "hint": "## A heading makes a step"
    },
    {
      "file": "./bad.md",
      "line": 13,
      "message": "verify has no within: how long may it take?",
      "hint": "verify=\"…\" within=5m"
    },
    {
      "file": "./bad.md",
      "line": 13,
      "message": "'queue clear' changes something; if, unless and verify only look",
      "hint": ""
    },
    {
      "file": "./bad.md",
      "line": 13,
      "message": "unknown parameter 'queu'",
      "hint": "did you mean queue"
    },
    {
      "file": "./bad.md",
      "line": 14,
      "message": "'quue' is not an omactl command",
      "hint": "did you mean: omactl queue"
    },
    {
      "file": "./bad.md",
      "line": 15,
      "message": "unknown option --duplicate",
      "hint": "did you mean --duplicates\nomactl queue clear --help"
    },
    {
      "file": "./bad.md",
      "line": 16,
      "message": "unknown parameter 'que'",
      "hint": "did you mean queue"
    },
    {
      "file": "./bad.md",
      "line": 17,
      "message": "a page says neither --yes nor --confirm",
      "hint": "who runs it says yes: omactl run NAME --yes"
    },
    {
      "file": "./bad.md",
      "line": 18,
      "message": "a page names no environment and no configuration",
      "hint": "omactl -e ENV run NAME"
    },
    {
      "file": "./bad.md",
      "line": 19,
      "message": "a line begins with omactl, not 'ls'",
      "hint": "one command a line; other programs stand in a sh block"
    },
    {
      "file": "./bad.md",
      "line": 20,
      "message": "a shell would act on '|' here, omactl does not",
      "hint": "put it in '…', or leave it away"
    },
    {
      "file": "./bad.md",
      "line": 22,
      "message": "two steps are named 'Look'",
      "hint": "the other stands in line 12"
    },
    {
      "file": "./bad.md",
      "line": 23,
      "message": "unknown attribute 'iff'",
      "hint": "did you mean if"
    },
    {
      "file": "./bad.md",
      "line": 23,
      "message": "on-failure can't be 'panic'",
      "hint": "on-failure=ask, retry:N, stop or continue"
    },
    {
      "file": "./bad.md",
      "line": 23,
      "message": "within belongs to a verify",
      "hint": "verify=\"…\" within=5m"
    },
    {
      "file": "./bad.md",
      "line": 24,
      "message": "a shell would act on '$' here, omactl does not",
      "hint": "put it in '…', or leave it away"
    },
    {
      "file": "./bad.md",
      "line": 25,
      "message": "'run' is nothing for a page",
      "hint": "a person types it"
    },
    {
      "file": "./bad.md",
      "line": 29,
      "message": "a block inside of a list or quotation does not run",
      "hint": "move it out, to the left edge"
    },
    {
      "file": "./bad.md",
      "line": 33,
      "message": "a parameter in a sh block would be split and expanded by the shell",
      "hint": "write out what is meant, or make it an omactl line"
    }
  ]
=> 3
$ omactl run ./bad.md --set queue=sites
! omactl: run: FOLDER/bad.md:1: the page has no title; nothing was run
! hint: title: What is wrong, in one line
! hint: 27 in all: omactl runbook lint FOLDER/bad.md
=> 2
$ omactl runbook lint nothing
! omactl: runbook lint: no runbook 'nothing'
! hint: omactl runbook ls
=> 5
$ omactl runbook lint god
! omactl: runbook lint: no runbook 'god'
! hint: did you mean good
! hint: omactl runbook ls
=> 5
# A page that asks a service which it does not name, and an empty one.
file needs.md <<END
---
title: Needs
---
## Look
```omactl
omactl queue ls
```
END
file empty.md <<END
Nothing.
END
$ omactl runbook lint ./needs.md ./empty.md
  ./needs.md:6: 'queue' asks redis, which the page does not say it needs
      needs: [redis]
  ./empty.md:1: the page has no front matter
      ---\ntitle: …\n---
  ./empty.md:1: the page has no title
      title: What is wrong, in one line
  ./empty.md:1: the page has no steps
      ## A heading makes a step
  4 problems in 2 pages
=> 3
