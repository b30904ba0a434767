// W1 as a C++ program written for this one model: an event calendar, and nothing that other models would need.
//
// 30 calls a minute for 10 hours, exponential handling (5 min) and patience (3 min), 150 agents. Drawing is included;
// counted are, by quarter-hour of arrival, calls offered, answered, abandoned and in time, sums of waits and of work.
// g++ -O3 -march=native benchmarks/w1.cpp -o w1 && ./w1 100   prints the best of five

#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <queue>
#include <vector>

struct Random {  // xoshiro256+ of Blackman and Vigna
    uint64_t s[4];
    explicit Random(uint64_t seed) {
        for (auto& word : s) {
            uint64_t z = (seed += 0x9E3779B97F4A7C15);
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            word = z ^ (z >> 31);
        }
    }
    uint64_t next() {
        uint64_t result = s[0] + s[3], t = s[1] << 17;
        s[2] ^= s[0]; s[3] ^= s[1]; s[1] ^= s[2]; s[0] ^= s[3]; s[2] ^= t;
        s[3] = (s[3] << 45) | (s[3] >> 19);
        return result;
    }
    double exponential(double mean) { return -mean * std::log(((next() >> 11) + 0.5) * 0x1.0p-53); }
};

enum Kind { END, ARRIVAL, PATIENCE };
struct Event {
    double time; Kind kind; int call;
    bool operator>(const Event& other) const { return time != other.time ? time > other.time : kind > other.kind; }
};
enum State { WAITING, SERVED, GONE };
struct Call { double arrived, handling; State state; };
struct Interval { long offered, answered, abandoned, in_time; double waited, worked; };

struct Day {
    static constexpr double LENGTH = 36000, WIDTH = 900, WITHIN = 20;
    static constexpr int AGENTS = 150;
    Random random;
    std::priority_queue<Event, std::vector<Event>, std::greater<Event>> calendar;
    std::vector<Call> calls;
    std::deque<int> line;
    Interval intervals[40] = {};
    int busy = 0;

    explicit Day(uint64_t seed) : random(seed) { calls.reserve(20000); }
    Interval& at(const Call& call) { return intervals[int(call.arrived / WIDTH)]; }
    void serve(int number, double now) {
        Call& call = calls[number];
        call.state = SERVED;
        Interval& cell = at(call);
        cell.answered++; cell.waited += now - call.arrived; cell.worked += call.handling;
        cell.in_time += now - call.arrived <= WITHIN;
        calendar.push({now + call.handling, END, number});
    }
    void arrive(double now) {
        int number = int(calls.size());
        calls.push_back({now, random.exponential(300), WAITING});
        double patience = random.exponential(180);
        at(calls[number]).offered++;
        if (busy < AGENTS) { busy++; serve(number, now); }
        else { line.push_back(number); calendar.push({now + patience, PATIENCE, number}); }
        double next = now + random.exponential(2);
        if (next < LENGTH) calendar.push({next, ARRIVAL, 0});
    }
    void end(double now) {
        while (!line.empty() && calls[line.front()].state != WAITING) line.pop_front();
        if (line.empty()) { busy--; return; }
        int number = line.front(); line.pop_front();
        serve(number, now);
    }
    void give_up(int number, double now) {
        Call& call = calls[number];
        if (call.state != WAITING) return;
        call.state = GONE;
        Interval& cell = at(call);
        cell.abandoned++; cell.waited += now - call.arrived;
    }
    void run() {
        calendar.push({random.exponential(2), ARRIVAL, 0});
        while (!calendar.empty()) {
            Event event = calendar.top(); calendar.pop();
            switch (event.kind) {
                case ARRIVAL: arrive(event.time); break;
                case END: end(event.time); break;
                case PATIENCE: give_up(event.call, event.time);
            }
        }
    }
};

int main(int count, char** words) {
    int days = count > 1 ? std::atoi(words[1]) : 200;
    double best = 0; long total = 0, good = 0, lost = 0;
    for (int round = 0; round < 5; round++) {
        auto started = std::chrono::steady_clock::now();
        long calls = 0;
        for (int number = 0; number < days; number++) {
            Day day(number + 1);
            day.run();
            for (auto& cell : day.intervals) { calls += cell.offered; good += cell.in_time; lost += cell.abandoned; }
        }
        double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
        best = std::max(best, calls / seconds);
        total += calls;
    }
    std::printf("w1 C++: %.0f contacts a second; in time %.4f, abandoned %.4f\n", best, double(good) / total, double(lost) / total);
}
