crier_test(net_tests
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/acceptor_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/activation_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/address_guard_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/commands_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/http_client_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/http_client_tls_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/http_outcome_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/io_loop_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/listening_socket_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/peer_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/raw_client.cpp
    ${CMAKE_CURRENT_LIST_DIR}/raw_server.cpp
    ${CMAKE_CURRENT_LIST_DIR}/signals_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/systemd_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/tls_server.cpp
    ${CMAKE_CURRENT_LIST_DIR}/transport_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/wall_timer_test.cpp
  ROOMS net
  LIBS CURL::libcurl OpenSSL::SSL OpenSSL::Crypto)

crier_test(server_tests
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/raw_client.cpp
    ${CMAKE_CURRENT_LIST_DIR}/request_check_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/server_attack_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/server_test.cpp
  ROOMS api net)

add_executable(http_client_bench EXCLUDE_FROM_ALL ${CMAKE_CURRENT_LIST_DIR}/../../bench/http_client_bench.cpp)
target_link_libraries(http_client_bench PRIVATE crier_net Threads::Threads)
add_executable(session_bench EXCLUDE_FROM_ALL ${CMAKE_CURRENT_LIST_DIR}/../../bench/session_bench.cpp)
target_link_libraries(session_bench PRIVATE crier_api crier_net Threads::Threads)
