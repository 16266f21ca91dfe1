needs redis --maxmemory 64mb
redis RPUSH list one "two \x00\xff words" 'three'
redis SADD names sites
redis? LLEN list => 3
redis? LINDEX list 1 => two \x00\xff words
redis? SMEMBERS names => sites
redis? LRANGE list -1 -1 => three
redis? GET nothing => (nil)
redis? CONFIG GET maxmemory => maxmemory 67108864
$ sh -c 'echo $REDIS_URL'
  unix://SOCKET
$ echo SOCKET
  SOCKET
