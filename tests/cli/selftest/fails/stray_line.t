# says: stray_line.t:3: not a line of this format
$ true
hello
