# The built programs from outside. Each test has a folder, ports and processes of its own, so they may run beside each other;
# the long tests of killing take a core of their own.
set(process_parts ${CMAKE_CURRENT_LIST_DIR}/sandbox.cpp ${CMAKE_CURRENT_LIST_DIR}/receiver.cpp ${CMAKE_CURRENT_LIST_DIR}/house.cpp
    ${CMAKE_CURRENT_LIST_DIR}/local_socket.cpp)

crier_test(process_tests
  SOURCES ${process_parts}
    ${CMAKE_CURRENT_LIST_DIR}/bad_days_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/exec_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/operators_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/people_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/rehearsal_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/reload_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/stop_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/door_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/service_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/services_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/secrecy_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/wording_test.cpp
  LIBS CURL::libcurl Boost::json SQLite::SQLite3
  PROPERTIES TIMEOUT 300)
target_compile_definitions(process_tests PRIVATE CRIER_BIN="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}")
add_dependencies(process_tests crierd crier crier-sinks)

# The clock: times that come within seconds, and a wall clock that only the program under test sees.
add_library(false_clock MODULE ${CMAKE_CURRENT_LIST_DIR}/false_clock.cpp)
target_include_directories(false_clock PRIVATE ${CMAKE_SOURCE_DIR}/tests)
target_link_libraries(false_clock PRIVATE Threads::Threads ${CMAKE_DL_LIBS})
crier_test(clock_tests
  SOURCES ${process_parts} ${CMAKE_CURRENT_LIST_DIR}/clock_test.cpp ${CMAKE_CURRENT_LIST_DIR}/false_time.cpp
  LIBS CURL::libcurl Boost::json
  PROPERTIES TIMEOUT 300)
target_compile_definitions(clock_tests PRIVATE CRIER_BIN="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}" CRIER_FALSE_CLOCK_LIBRARY="$<TARGET_FILE:false_clock>")
add_dependencies(clock_tests crierd crier false_clock)

crier_test(kill_tests
  SOURCES ${process_parts} ${CMAKE_CURRENT_LIST_DIR}/kill_test.cpp ${CMAKE_CURRENT_LIST_DIR}/brake_test.cpp
  LIBS CURL::libcurl Boost::json
  PROPERTIES TIMEOUT 300 PROCESSORS 2)
target_compile_definitions(kill_tests PRIVATE CRIER_BIN="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}")
add_dependencies(kill_tests crierd crier)

# Real servers and readers; each test skips itself, by name, where one is not installed (./dev servers).
crier_test(real_server_tests
  SOURCES ${process_parts}
    ${CMAKE_CURRENT_LIST_DIR}/authority.cpp
    ${CMAKE_CURRENT_LIST_DIR}/postfix.cpp
    ${CMAKE_CURRENT_LIST_DIR}/postfix_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/nginx.cpp
    ${CMAKE_CURRENT_LIST_DIR}/nginx_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/plugins_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/verify_test.cpp
  ROOMS base
  LIBS CURL::libcurl Boost::json PkgConfig::GMIME
  PROPERTIES TIMEOUT 300)
target_compile_definitions(real_server_tests PRIVATE CRIER_BIN="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}" CRIER_SOURCE="${CMAKE_SOURCE_DIR}" CRIER_VERIFY="${CMAKE_SOURCE_DIR}/tests/verify")
add_dependencies(real_server_tests crierd crier crier-sinks)

# Monitoring systems themselves, and what is shipped for them (config/integrations); each test skips itself, by name, where its
# program is not installed (./dev servers).
crier_test(monitor_tests
  SOURCES ${process_parts}
    ${CMAKE_CURRENT_LIST_DIR}/monitors.cpp
    ${CMAKE_CURRENT_LIST_DIR}/watcher.cpp
    ${CMAKE_CURRENT_LIST_DIR}/monitors_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/hooks_test.cpp
  LIBS CURL::libcurl Boost::json
  PROPERTIES TIMEOUT 300)
target_compile_definitions(monitor_tests PRIVATE CRIER_BIN="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}"
  CRIER_INTEGRATIONS="${CMAKE_SOURCE_DIR}/config/integrations")
add_dependencies(monitor_tests crierd crier)

# Full disks, failing system calls, few descriptors; each test skips itself, by name, where root, strace or prlimit is missing.
crier_test(fault_tests
  SOURCES ${process_parts}
    ${CMAKE_CURRENT_LIST_DIR}/fault_disk_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/fault_syscall_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/fault_descriptors_test.cpp
  LIBS CURL::libcurl Boost::json
  PROPERTIES TIMEOUT 300)
target_compile_definitions(fault_tests PRIVATE CRIER_BIN="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}")
add_dependencies(fault_tests crierd)
