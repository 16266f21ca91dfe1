# What `cmake --install` puts where besides the program and its modules, and the Debian package made
# of it: `cpack` in the build folder.

file(GLOB pages CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/man/omactl*.[157])
foreach(page ${pages})
  string(REGEX REPLACE ".*\\." "" section ${page})
  install(FILES ${page} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
endforeach()

set(completions ${CMAKE_SOURCE_DIR}/completions)
install(FILES ${completions}/omactl.bash RENAME omactl
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${completions}/_omactl DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES ${completions}/omactl.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)

install(DIRECTORY ${CMAKE_SOURCE_DIR}/runbooks/ DESTINATION ${CMAKE_INSTALL_DATADIR}/omactl/runbooks OPTIONAL
        FILES_MATCHING PATTERN "*.md" PATTERN "*.drill.yaml")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGE_CONTACT "The omactl project <omactl@example.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "runbooks that run: the on-call engineer's commands")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "omactl shows what is wrong with an application's services (job queues in
Redis and their workers first), and changes them so that the change can be
taken back: every one is planned, shown, confirmed, saved, applied, verified
and recorded.")
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
# Whoever builds it, with whatever umask.
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE
    WORLD_READ WORLD_EXECUTE)
include(CPack)
