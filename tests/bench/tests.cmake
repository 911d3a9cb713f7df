# What the benchmarks need beside the daemon (tests/bench/run).
add_executable(crier-load ${CMAKE_CURRENT_LIST_DIR}/load.cpp ${CMAKE_CURRENT_LIST_DIR}/load_options.cpp)
target_include_directories(crier-load PRIVATE ${CMAKE_SOURCE_DIR}/tests)
add_executable(agenda_bench EXCLUDE_FROM_ALL ${CMAKE_CURRENT_LIST_DIR}/agenda_bench.cpp)
target_link_libraries(agenda_bench PRIVATE crier_clock)
add_executable(words_bench EXCLUDE_FROM_ALL ${CMAKE_CURRENT_LIST_DIR}/words_bench.cpp)
target_include_directories(words_bench PRIVATE ${CMAKE_SOURCE_DIR}/tests)
target_link_libraries(words_bench PRIVATE crier_config Boost::json)
