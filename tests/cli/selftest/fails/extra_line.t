# says: +   surprise
$ sh -c 'echo surprise'
