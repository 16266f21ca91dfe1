needs redis
$ omactl journal ls
  No operation in the journal.
$ omactl journal ls --json
  []
redis SADD resque:queues sites mailers
redis RPUSH resque:queue:sites '{"class":"A","args":[1]}'
redis RPUSH resque:queue:mailers '{"class":"M","args":[1]}'
$ omactl queue clear sites --yes --quiet --reason 'stuck; password=fake'
$ omactl queue clear mailers --yes --quiet
$ omactl queue push sites A --quiet
$ omactl journal ls
  ID  BEGAN  COMMAND  TARGET  STATUS
  ID1  TIME  queue push  default/sites  done  Pushed 1 job to sites; 1 waits.
  ID2  TIME  queue clear  default/mailers  done  Cleared 1 job from mailers in N s; 0 wait.
  ID3  TIME  queue clear  default/sites  done  Cleared 1 job from sites in N s; 0 wait.
$ omactl undo ID1 --yes --quiet
$ omactl journal ls
  ID  BEGAN  COMMAND  TARGET  STATUS
  ID4  TIME  undo of ID1  default/sites  done  Took back 1 job in N s.
  ID1  TIME  queue push  default/sites  undone  Pushed 1 job to sites; 1 waits.
  ID2  TIME  queue clear  default/mailers  done  Cleared 1 job from mailers in N s; 0 wait.
  ID3  TIME  queue clear  default/sites  done  Cleared 1 job from sites in N s; 0 wait.
$ omactl journal ls --first 1
  ID  BEGAN  COMMAND  TARGET  STATUS
  ID4  TIME  undo of ID1  default/sites  done  Took back 1 job in N s.
$ omactl journal ls --first 0
  No operation in the journal.
$ omactl journal ls --command 'queue push'
  ID  BEGAN  COMMAND  TARGET  STATUS
  ID1  TIME  queue push  default/sites  undone  Pushed 1 job to sites; 1 waits.
$ omactl journal ls --target mailers
  ID  BEGAN  COMMAND  TARGET  STATUS
  ID2  TIME  queue clear  default/mailers  done  Cleared 1 job from mailers in N s; 0 wait.
$ omactl journal ls --target default/sites --command 'queue clear' --json
  [
    {
      "id": "ID3",
      "command": "queue clear",
      "target": "default/sites",
      "status": "done",
      "began_at": "TIME",
      "who": "tester@HOST",
      "reason": "stuck; password=fake",
      "verdict": "Cleared 1 job from sites in N s; 0 wait.",
      "ended_at": "TIME",
      "archive": "FOLDER/state/omactl/archive/ID3.jsonl.zst",
      "undoes": null,
      "undone_by": null
    }
  ]
$ omactl journal ls --since 1h --first 1 -o jsonl
  {"id":"ID4","command":"undo","target":"default/sites","status":"done","began_at":"TIME","who":"tester@HOST","reason":"","verdict":"Took back 1 job in N s.","ended_at":"TIME","archive":null,"undoes":"ID1","undone_by":null}
$ omactl journal ls --since 2099-01-01T00:00:00Z
  No operation in the journal.
$ omactl journal ls --since tomorrow
! omactl: journal ls: 'tomorrow' is neither a duration nor a time with its zone
! hint: times read 90s, 2h, 7d, 2026-11-23T03:12:00Z, '2026-11-23 04:12 +0100'
=> 2
# A torn last line is passed over, and bridged by the next.
$ sh -c 'printf "{torn" >> state/omactl/journal.jsonl'
$ omactl journal ls --first 1
  ID  BEGAN  COMMAND  TARGET  STATUS
  ID4  TIME  undo of ID1  default/sites  done  Took back 1 job in N s.
  Passed over 1 line of FOLDER/state/omactl/journal.jsonl that can't be read
$ omactl queue push sites A --quiet
$ omactl journal ls --command 'queue push'
  ID  BEGAN  COMMAND  TARGET  STATUS
  ID5  TIME  queue push  default/sites  done  Pushed 1 job to sites; 1 waits.
  ID1  TIME  queue push  default/sites  undone  Pushed 1 job to sites; 1 waits.
  Passed over 1 line of FOLDER/state/omactl/journal.jsonl that can't be read
$ stat -c %a state/omactl/journal.jsonl state/omactl state/omactl/archive
  600
  700
  700
# It needs no Redis.
env REDIS_URL=unix://FOLDER/nobody.sock
$ omactl journal ls --first 1
  ID  BEGAN  COMMAND  TARGET  STATUS
  ID5  TIME  queue push  default/sites  done  Pushed 1 job to sites; 1 waits.
  Passed over 1 line of FOLDER/state/omactl/journal.jsonl that can't be read
