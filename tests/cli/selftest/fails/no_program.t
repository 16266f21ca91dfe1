# says: no-such-program
$ no-such-program
