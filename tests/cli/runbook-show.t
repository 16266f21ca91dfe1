# A page to read, and as Markdown with its values filled in.
file page.md <<END
---
title: Too *much* waits
symptoms: [ "queue … waiting" ]
needs: [redis]
parameters:
  queue: { type: queue, help: "the queue" }
  note: { type: text, default: "it's" }
---
# Too much waits

Nothing is lost. See [the wiki](https://wiki.example/queues), and `queue why`.

## Look at {{queue}}

1. Read *first*, a text that is so long that it does not fit into one line of a terminal that has eighty columns.
2. Then act:
   - with care
   - and \x1b[31mslowly

> Don't panic.

```text
no command
```
```omactl if="queue why {{queue}}" verify="queue why {{queue}}" within=2m undo="queue push {{queue}} A '[1]'" human
omactl queue clear {{queue}} --reason "{{note}} stuck"
```
END
$ omactl runbook show ./page.md
  Too *much* waits
  ----------------
  \n
  Nothing is lost. See the wiki (https://wiki.example/queues), and `queue why`.
  \n
    --set queue=…  the queue
    --set note=it's
  \n
  1  Look at {{queue}}
  --------------------
  1. Read first, a text that is so long that it does not fit into one line of a
     terminal that has eighty columns.
  2. Then act:
     - with care
     - and \x1b[31mslowly
  \n
  | Don't panic.
  \n
      no command
  \n
    if queue why {{queue}}
      omactl queue clear {{queue}} --reason "{{note}} stuck"
    then, within 2 min: queue why {{queue}}
    undo: queue push {{queue}} A '[1]'
    asks a person in any case
  \n
  omactl run page
$ omactl runbook show ./page.md --markdown --set "queue=a b"
  # Too much waits
  \n
  Nothing is lost. See [the wiki](https://wiki.example/queues), and `queue why`.
  \n
  ## Look at a b
  \n
  1. Read *first*, a text that is so long that it does not fit into one line of a terminal that has eighty columns.
  2. Then act:
     - with care
     - and \x1b[31mslowly
  \n
  > Don't panic.
  \n
  ```text
  no command
  ```
  ```omactl if="queue why 'a b'" verify="queue why 'a b'" within=2m undo="queue push 'a b' A '[1]'" human
  omactl queue clear 'a b' --reason 'it'\''s stuck'
  ```
$ omactl runbook show ./page.md --markdown
! omactl: runbook show: parameter queue has no value (the queue)
! hint: --set queue=…
=> 2
$ omactl runbook show ./page.md --json
! {"error":{"fault":"usage","status":2,"command":"runbook show","message":"runbook show is text; there is no JSON of it","hint":"omactl runbook ls --json"}}
=> 2
