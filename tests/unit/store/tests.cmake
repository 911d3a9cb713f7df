file(GLOB store_sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*_test.cpp)
crier_test(store_test SOURCES ${store_sources} ROOMS store LIBS SQLite::SQLite3 Boost::json)
target_compile_definitions(store_test PRIVATE CRIER_SOURCE="${CMAKE_SOURCE_DIR}")

add_executable(store_bench EXCLUDE_FROM_ALL ${CMAKE_CURRENT_LIST_DIR}/../../bench/store_bench.cpp)
target_link_libraries(store_bench PRIVATE crier_store Threads::Threads)
