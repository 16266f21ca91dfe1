# What a run did, for the post-mortem: what was run, asked, answered, skipped, seen, changed.
needs redis
file config/omactl/config.toml <<END
default = "sandbox"
[env.sandbox]
protected = false
[env.sandbox.redis]
url = { env = "REDIS_URL" }
[env.other.redis]
url = "redis://:canary-not-a-real-secret@127.0.0.1:1/0"
END
file stuck.md <<END
---
title: A queue is stuck & <b>nobody</b> knows
needs: [redis]
parameters:
  queue: { type: queue }
---
# A queue is stuck
## What waits?
Look **first**, at ![a chart](https://example.invalid/chart.png).
<script>alert("page")</script>
```omactl
omactl queue peek {{queue}} --with-payloads --first 1
```
## Jobs of dead workers
```omactl unless="workers orphans"
omactl workers orphans --requeue
```
## Take it out
```omactl verify="workers orphans" within=5s
omactl queue clear {{queue}}
```
## Talk
Tell the team.
## By hand
```sh
echo by hand
```
## Look again
```omactl
omactl queue peek nonesuch
```
END
redis SADD resque:queues sites
redis RPUSH resque:queue:sites '{"class":"</pre><script>alert(1)</script>","args":["canary-not-a-real-secret"]}' '{"class":"A","args":["`x` *y*"]}'
$ tty omactl run ./stuck.md --set queue=sites --reason "pager <b>woke</b> me"
< y
< d
< it was the <importer>
< s
< no need
< s
< gone *anyway*
  ...
$ omactl runbook report nothing
! omactl: runbook report: no run 'nothing'
! hint: omactl runbook status
=> 5
$ omactl runbook report ID1 --html --markdown
! omactl: runbook report: --markdown and --html at once
! hint: one of them, into a file of its own
=> 2
$ omactl runbook report ID1 --html --json
! {"error":{"fault":"usage","status":2,"command":"runbook report","message":"a report as text and as data at once","hint":"leave --output away, or --markdown and --html"}}
=> 2
$ omactl runbook report ID1 -o tsv
! omactl: runbook report: a report is no table
! hint: --json, --markdown or --html
=> 2
$ omactl runbook report ID1
  # A queue is stuck & \<b>nobody\</b> knows
  \n
  - **Status**: done
  - **Runbook**: `stuck`, environment sandbox
  - **Run**: `ID1`
  - **By**: tester@HOST
  - **Began**: TIME
  - **Ended**: TIME, after N s
  - **Reason**: pager \<b>woke\</b> me
  - **Parameter queue**: `sites`
  \n
  ## What it changed
  \n
  - TIME queue clear sandbox/sites: done, operation `ID2` by tester@HOST
    - Cleared 2 jobs from sites in N s; 0 wait.
    - reason: stuck, run ID1: pager \<b>woke\</b> me
    - length 2 → 0
    - archive: `FOLDER/state/omactl/archive/ID2.jsonl.zst`
    - undo: `omactl undo ID2`
  \n
  ## What happened
  \n
  ### Step 1: What waits?
  \n
  > Look **first**, at ![a chart](https://example.invalid/chart.png).
  > <script>alert("page")</script>
  \n
  - TIME `omactl queue peek sites --with-payloads --first 1` ended with 0 (ok) after N s
  \n
    ```text
    POSITION  PAYLOAD
           0  {"class":"</pre><script>alert(1)</script>","args":["***"]}
    ```
  \n
  ### Step 2: Jobs of dead workers
  \n
  - TIME `omactl workers orphans --requeue` not run: unless omactl workers orphans: yes
  \n
  ### Step 3: Take it out
  \n
  - TIME `omactl queue clear sites` ended with 0 (ok) after N s
    - asked “Clear 2 jobs from sites in sandbox? [y/N]”, tester@HOST answered “y”
    - operation `ID2`: done
  \n
    ```text
    Plan for sandbox/sites, redis SOCKET/0 (run RUN, master)
      queue clear sites  2 of 2 jobs leave
                         for example {"class":"</pre><script>alert(1)</script>","args":["***"]}
      kept in  ~/state/omactl/archive/ID2.jsonl.zst, at most 111 B, on this machine
      undo  omactl undo ID2
    Clear 2 jobs from sites in sandbox? [y/N] y
    Cleared 2 jobs from sites in N s; 0 wait.
    Undo: omactl undo ID2
    ```
  - TIME verified: `omactl workers orphans`
  \n
  ### Step 4: Talk
  \n
  > Tell the team.
  \n
  - TIME done by tester@HOST, who saw: “it was the \<importer>”
  \n
  ### Step 5: By hand
  \n
  - TIME a script skipped by tester@HOST: no need
  \n
  ### Step 6: Look again
  \n
  - TIME `omactl queue peek nonesuch` ended with 5 (not_found) after N s
    - 'omactl queue peek nonesuch' ended with 5, not_found
  \n
    ```text
    omactl: queue peek: no queue 'nonesuch' in namespace 'resque'
    hint: omactl queue ls
    ```
  - TIME `omactl queue peek nonesuch` skipped by tester@HOST: gone \*anyway\*
  - TIME finished
  \n
  ## From here
  \n
  - **Put back**: `omactl runbook undo ID1`
# The HTML is well-formed, loads nothing, and what stood in a payload is text in it.
$ sh -c 'omactl runbook report ID1 --html > report.html && xmllint --noout --nonet report.html'
$ grep -c -e '<script' -e canary -e 'src=' -e '<img' report.html
  0
=> 1
$ grep -E 'viewport|&lt;/pre&gt;|a chart|importer' report.html
  <meta name="viewport" content="width=device-width, initial-scale=1"/>
  <p>Look <strong>first</strong>, at <a href="https://example.invalid/chart.png">a chart</a>.</p>
         0  {&quot;class&quot;:&quot;&lt;/pre&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;,&quot;args&quot;:[&quot;***&quot;]}
                       for example {&quot;class&quot;:&quot;&lt;/pre&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;,&quot;args&quot;:[&quot;***&quot;]}
  <li><time datetime="TIME">TIME</time> done by tester@HOST, who saw: “it was the &lt;importer&gt;”
$ omactl runbook report ID1 --json
  {
    "run": "ID1",
    "runbook": "stuck",
    "title": "A queue is stuck & <b>nobody</b> knows",
    "env": "sandbox",
    "status": "done",
    "why": "",
    "who": "tester@HOST",
    "host": "HOST",
    "reason": "pager <b>woke</b> me",
    "began_at": "TIME",
    "last_event_at": "TIME",
    "duration_s": N,
    "ended_at": "TIME",
    "parameters": {
      "queue": "sites"
    },
    "operations": [
      {
        "id": "ID2",
        "command": "queue clear",
        "target": "sandbox/sites",
        "status": "done",
        "began_at": "TIME",
        "who": "tester@HOST",
        "reason": "stuck, run ID1: pager <b>woke</b> me",
        "verdict": "Cleared 2 jobs from sites in N s; 0 wait.",
        "ended_at": "TIME",
        "archive": "FOLDER/state/omactl/archive/ID2.jsonl.zst",
        "undoes": null,
        "undone_by": null,
        "before": {
          "length": 2
        },
        "after": {
          "length": 0
        },
        "run": "ID1",
        "next": [
          "omactl undo ID2"
        ],
        "attempt": 2
      }
    ],
    "timeline": [
      {
        "at": "TIME",
        "event": "tried",
        "who": "tester@HOST",
        "step": "What waits?",
        "line": "omactl queue peek sites --with-payloads --first 1",
        "why": null,
        "attempt": 1,
        "exit_status": 0,
        "duration_s": N,
        "output": [
          {
            "at": "TIME",
            "to": "out",
            "text": "POSITION  PAYLOAD\n  0  {\"class\":\"</pre><script>alert(1)</script>\",\"args\":[\"***\"]}\n"
          }
        ]
      },
      {
        "at": "TIME",
        "event": "passed",
        "who": "tester@HOST",
        "step": "Jobs of dead workers",
        "line": "omactl workers orphans --requeue",
        "why": "unless omactl workers orphans: yes",
        "attempt": null,
        "exit_status": null,
        "duration_s": null,
        "output": []
      },
      {
        "at": "TIME",
        "event": "tried",
        "who": "tester@HOST",
        "step": "Take it out",
        "line": "omactl queue clear sites",
        "why": null,
        "attempt": 2,
        "exit_status": 0,
        "duration_s": N,
        "output": [
          {
            "at": "TIME",
            "to": "err",
            "text": "Plan for sandbox/sites, redis SOCKET/0 (run RUN, master)\n  queue clear sites  2 of 2 jobs leave\n  for example {\"class\":\"</pre><script>alert(1)</script>\",\"args\":[\"***\"]}\n  kept in  ~/state/omactl/archive/ID2.jsonl.zst, at most 111 B, on this machine\n  undo  omactl undo ID2\n"
          },
          {
            "at": "TIME",
            "to": "asked",
            "text": "Clear 2 jobs from sites in sandbox? [y/N] "
          },
          {
            "at": "TIME",
            "to": "answered",
            "text": "y"
          },
          {
            "at": "TIME",
            "to": "out",
            "text": "Cleared 2 jobs from sites in N s; 0 wait.\n"
          },
          {
            "at": "TIME",
            "to": "err",
            "text": "Undo: omactl undo ID2\n"
          }
        ]
      },
      {
        "at": "TIME",
        "event": "verified",
        "who": "tester@HOST",
        "step": "Take it out",
        "line": "omactl workers orphans",
        "why": null,
        "attempt": null,
        "exit_status": null,
        "duration_s": null,
        "output": []
      },
      {
        "at": "TIME",
        "event": "person",
        "who": "tester@HOST",
        "step": "Talk",
        "line": null,
        "why": "it was the <importer>",
        "attempt": null,
        "exit_status": null,
        "duration_s": null,
        "output": []
      },
      {
        "at": "TIME",
        "event": "skipped",
        "who": "tester@HOST",
        "step": "By hand",
        "line": "echo by hand\n",
        "why": "no need",
        "attempt": null,
        "exit_status": null,
        "duration_s": null,
        "output": []
      },
      {
        "at": "TIME",
        "event": "tried",
        "who": "tester@HOST",
        "step": "Look again",
        "line": "omactl queue peek nonesuch",
        "why": "'omactl queue peek nonesuch' ended with 5, not_found",
        "attempt": 4,
        "exit_status": 5,
        "duration_s": N,
        "output": [
          {
            "at": "TIME",
            "to": "err",
            "text": "omactl: queue peek: no queue 'nonesuch' in namespace 'resque'\nhint: omactl queue ls\n"
          }
        ]
      },
      {
        "at": "TIME",
        "event": "skipped",
        "who": "tester@HOST",
        "step": "Look again",
        "line": "omactl queue peek nonesuch",
        "why": "gone *anyway*",
        "attempt": null,
        "exit_status": null,
        "duration_s": null,
        "output": []
      },
      {
        "at": "TIME",
        "event": "finished",
        "who": "tester@HOST",
        "step": null,
        "line": null,
        "why": null,
        "attempt": null,
        "exit_status": null,
        "duration_s": null,
        "output": []
      }
    ]
  }
