crier_test(net_tests
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/address_guard_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/http_client_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/http_outcome_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/io_loop_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/raw_server.cpp
  ROOMS net
  LIBS CURL::libcurl)

add_executable(http_client_bench EXCLUDE_FROM_ALL ${CMAKE_CURRENT_LIST_DIR}/../../bench/http_client_bench.cpp)
target_link_libraries(http_client_bench PRIVATE crier_net Threads::Threads)
