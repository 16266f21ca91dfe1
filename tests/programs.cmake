# Test programs that are more than one folder of Catch2 files. Included by tests/CMakeLists.txt.

# The commands are a target only once there are some (see the top CMakeLists.txt), which is after
# this file has been read; generator expressions and dependencies wait for that.
file(GLOB omactl_has_commands CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/cmd/*.cpp)
list(FILTER omactl_has_commands EXCLUDE REGEX "/main\\.cpp$")
function(omactl_runs_the_program target)
  target_compile_definitions(${target} PRIVATE OMACTL_PROGRAM="${CMAKE_BINARY_DIR}/bin/omactl")
  if(omactl_has_commands)
    add_dependencies(${target} omactl)
  endif()
endfunction()

# cli/*.t: the binary, each file's commands and expected output.
file(GLOB cli_sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/cli/*.cpp)
add_executable(cli-tests ${cli_sources})
target_link_libraries(cli-tests PRIVATE omactl_redis omactl_postgres omactl_sandbox)
add_dependencies(cli-tests ${omactl_modules})
set_target_properties(cli-tests PROPERTIES ENABLE_EXPORTS ON)
omactl_runs_the_program(cli-tests)

# cli_files(<folder> <prefix> <option…>): one test a file.
function(omactl_cli_files folder prefix)
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.t)
  foreach(file ${files})
    get_filename_component(name ${file} NAME_WE)
    add_test(NAME ${prefix}/${name} COMMAND cli-tests ${ARGN} ${file})
    set_tests_properties(${prefix}/${name} PROPERTIES LABELS cli TIMEOUT 300)
  endforeach()
endfunction()
omactl_cli_files(cli cli)
omactl_cli_files(cli/selftest cli-selftest)
omactl_cli_files(cli/selftest/fails cli-selftest-fails --must-fail)

# faults/: a library that kills the shipped program at its calls, a proxy that breaks its lines, and
# the tests that use them.
find_package(Threads REQUIRED)
add_library(killer MODULE faults/killer.cpp faults/watch.cpp)
target_link_libraries(killer PRIVATE ${CMAKE_DL_LIBS})
target_include_directories(killer PRIVATE ${CMAKE_SOURCE_DIR})
target_compile_options(killer PRIVATE -Wall -Wextra -fno-exceptions -fno-rtti -fno-threadsafe-statics)
set_target_properties(killer PROPERTIES PREFIX "")
add_executable(faults-probe faults/probe.cpp)
add_library(omactl_faults STATIC faults/fault.cpp faults/proxy.cpp)
target_link_libraries(omactl_faults PUBLIC omactl_process omactl_sandbox Threads::Threads)
target_compile_definitions(omactl_faults PRIVATE OMACTL_KILLER="$<TARGET_FILE:killer>")
add_dependencies(omactl_faults killer)

file(GLOB fault_tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/faults/*_test.cpp)
add_executable(faults ${fault_tests} faults/fixtures.cpp faults/ground.cpp faults/herd.cpp faults/mending.cpp faults/pg_ground.cpp
  faults/pg_sessions.cpp faults/pg_statements.cpp faults/places.cpp faults/scenario.cpp faults/wire.cpp)
target_link_libraries(faults PRIVATE omactl_catch omactl_faults omactl_redis omactl_postgres omactl_queue omactl_operation)
set_target_properties(faults PROPERTIES ENABLE_EXPORTS ON)
target_compile_definitions(faults PRIVATE OMACTL_PROBE="$<TARGET_FILE:faults-probe>" OMACTL_SOURCE="${CMAKE_SOURCE_DIR}")
add_dependencies(faults faults-probe)
omactl_runs_the_program(faults)
# A test a file, so that they run side by side; cases tagged [long] are another one, under that label.
foreach(file ${fault_tests})
  get_filename_component(stem ${file} NAME_WE)
  string(REPLACE "_test" "" name ${stem})
  file(STRINGS ${file} long_cases REGEX "\\[long\\]")
  add_test(NAME faults/${name} COMMAND faults --filenames-as-tags "[#${stem}]~[long]")
  set_tests_properties(faults/${name} PROPERTIES LABELS faults TIMEOUT 900)
  if(long_cases)
    add_test(NAME faults-long/${name} COMMAND faults --filenames-as-tags "[#${stem}][long]")
    set_tests_properties(faults-long/${name} PROPERTIES LABELS long TIMEOUT 3000)
  endif()
endforeach()

# drills/: whole incidents, as `omactl drill` has them.
file(GLOB drill_tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/drills/*_test.cpp)
add_executable(drills ${drill_tests} drills/world.cpp cli/terminal.cpp)
target_link_libraries(drills PRIVATE omactl_catch omactl_process omactl_sandbox nlohmann_json::nlohmann_json)
set_target_properties(drills PROPERTIES ENABLE_EXPORTS ON)
target_compile_definitions(drills PRIVATE OMACTL_SOURCE="${CMAKE_SOURCE_DIR}")
omactl_runs_the_program(drills)
foreach(file ${drill_tests})
  get_filename_component(stem ${file} NAME_WE)
  string(REPLACE "_test" "" name ${stem})
  add_test(NAME drills/${name} COMMAND drills --filenames-as-tags "[#${stem}]")
  set_tests_properties(drills/${name} PROPERTIES LABELS drills TIMEOUT 600)
endforeach()

# bench/: what ./dev bench runs.
file(GLOB bench_sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/bench/*.cpp)
add_executable(omactl-bench ${bench_sources})
target_link_libraries(omactl-bench PRIVATE omactl_operation omactl_redis omactl_pg omactl_sandbox Threads::Threads)
add_dependencies(omactl-bench ${omactl_modules})
set_target_properties(omactl-bench PROPERTIES ENABLE_EXPORTS ON)
omactl_runs_the_program(omactl-bench)
target_compile_definitions(omactl-bench PRIVATE OMACTL_SOURCE="${CMAKE_SOURCE_DIR}")

# service/queue also runs the program, and a worker from npm that ./dev test puts in place.
if(TARGET service-queue)
  omactl_runs_the_program(service-queue)
  target_link_libraries(service-queue PRIVATE omactl_process nlohmann_json::nlohmann_json)
  target_compile_definitions(service-queue PRIVATE OMACTL_NODE_MODULES="${CMAKE_SOURCE_DIR}/build/npm/node_modules")
endif()

# papers/: what is made from the definitions of the commands and checked in, and the shells that use it.
file(GLOB papers_sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/papers/*.cpp)
add_executable(papers ${papers_sources})
target_link_libraries(papers PRIVATE omactl_catch omactl_commands omactl_papers omactl_sandbox)
set_target_properties(papers PROPERTIES ENABLE_EXPORTS ON)
target_compile_definitions(papers PRIVATE OMACTL_SOURCE="${CMAKE_SOURCE_DIR}" OMACTL_BUILD="${CMAKE_BINARY_DIR}")
omactl_runs_the_program(papers)
foreach(part stale shells man package)
  add_test(NAME papers/${part} COMMAND papers --filenames-as-tags "[#${part}_test]")
  set_tests_properties(papers/${part} PROPERTIES LABELS papers TIMEOUT 600)
endforeach()
# Needs a browser, which is large: with the slow ones.
add_test(NAME papers-long/browser COMMAND papers --filenames-as-tags "[#browser_test]")
set_tests_properties(papers-long/browser PROPERTIES LABELS long TIMEOUT 600)

# bench/keyspace/: dump, restore and digest of all keys of a Redis.
file(GLOB bench_keys_sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/bench/keyspace/*.cpp)
add_executable(omactl-bench-keys ${bench_keys_sources} bench/figure.cpp bench/measured.cpp bench/observer.cpp bench/jobs.cpp)
target_link_libraries(omactl-bench-keys PRIVATE omactl_keyspace omactl_sandbox Threads::Threads)
set_target_properties(omactl-bench-keys PROPERTIES ENABLE_EXPORTS ON)

omactl_precompiled(cli-tests omactl_faults faults drills omactl-bench papers omactl-bench-keys)
